import {
	closeSync,
	constants,
	fstatSync,
	ftruncateSync,
	lstatSync,
	openSync,
	readFileSync,
	writeFileSync,
	writeSync,
} from "node:fs";

/** The log's size above which it is moved aside. */
const rotatedBytes = 1024 * 1024;
const stderr = 2;

/**
 * The shelf's log, which the process that started the daemon opened for
 * appending and gave to it as standard error. Above 1 MiB it becomes
 * `<log>.1`, in place of the one before, and starts over: copied and cut, since
 * the open file cannot be exchanged.
 */
export class LogFile {
	readonly #path: string;

	private constructor(path: string) {
		this.#path = path;
		this.#rotate();
	}

	/** The log at `path`, where standard error is that very file. */
	static behindStderr(path: string): LogFile | undefined {
		const there = lstatSync(path, { throwIfNoEntry: false });
		if (!there?.isFile()) return undefined;
		const { dev, ino } = fstatSync(stderr);
		const isLog = there.dev === dev && there.ino === ino;
		return isLog ? new LogFile(path) : undefined;
	}

	/** Appends a line; one that finds no room is lost. */
	write(line: string): void {
		this.#rotate();
		try {
			writeSync(stderr, line);
		} catch {
			// The file system is full: of tables, which come first.
		}
	}

	#rotate(): void {
		if (fstatSync(stderr).size <= rotatedBytes) return;
		try {
			copyFile(this.#path, `${this.#path}.1`);
		} catch {
			// No room, or no file that we may write: it is not worth more memory.
		}
		try {
			ftruncateSync(stderr);
		} catch {
			// Taken for a log, and yet not open for writing: it grows no further.
		}
	}
}

/** Through links neither way: in the shelf's directory there are none. */
function copyFile(from: string, to: string): void {
	const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
	const source = openSync(from, O_RDONLY | O_NOFOLLOW);
	try {
		const target = openSync(
			to,
			O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
			0o600,
		);
		try {
			writeFileSync(target, readFileSync(source));
		} finally {
			closeSync(target);
		}
	} finally {
		closeSync(source);
	}
}
