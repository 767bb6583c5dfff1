import {
	accessSync,
	closeSync,
	constants,
	fchmodSync,
	openSync,
	realpathSync,
	renameSync,
	type Stats,
	statfsSync,
	statSync,
	unlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { FileError } from "../../errors.ts";
import { formatSize } from "../../format-size.ts";
import { beforeSuddenEnd } from "../../os/sudden-end.ts";

/** Why a directory that is there takes no new file. */
const noFile: Readonly<Record<string, string>> = {
	ENOENT: "its file system takes none",
	EACCES: "permission denied",
	EPERM: "its file system takes none",
	EROFS: "it is mounted read-only",
	ENAMETOOLONG: "its name is too long",
};

/**
 * A file that is written beside its place and appears there whole, or not at
 * all. What was there before is replaced only then, its permissions kept.
 */
export class OutputFile {
	/** As the user named it. */
	readonly path: string;
	readonly #target: string;
	readonly #mode: number | undefined;

	/**
	 * Checks what can be known before the work that makes the content.
	 * @throws {FileError} `unreadable` where nothing can be written there
	 */
	constructor(path: string) {
		this.path = path;
		const existing = statIfThere(path);
		if (existing?.isDirectory()) throw refuse(path, "it is a directory");
		if (existing !== undefined && !existing.isFile()) {
			throw refuse(path, "it is not a regular file");
		}
		this.#mode = existing === undefined ? undefined : existing.mode & 0o777;
		this.#target = existing === undefined ? path : realpathSync(path);
		checkDirectory(path, dirname(this.#target));
	}

	/**
	 * Refuses what its file system has no room for.
	 * @throws {FileError} `disk_full` with `needed` and `free`
	 */
	checkRoom(needed: number): void {
		const { bsize, blocks, bavail } = statfsSync(dirname(this.#target));
		const free = bsize * bavail;
		if (blocks === 0 || needed <= free) return; // 0: a tmpfs without limit
		throw new FileError(
			"disk_full",
			`Cannot write ${JSON.stringify(this.path)}: the disk is full, the result takes ${formatSize(needed)} and ${formatSize(free)} are free`,
			{ details: { path: this.path, needed, free } },
		);
	}

	/**
	 * Has `fill` write the file, then puts it in its place; what `fill` gives.
	 * @throws {FileError} `disk_full`, `unreadable`; nothing is left then
	 */
	async write<T>(fill: (fd: number) => Promise<T> | T): Promise<T> {
		const temporary = `${this.#besides}.tmp`;
		const fd = this.#create(temporary);
		using _ = beforeSuddenEnd(() => unlinkSync(temporary));
		try {
			let result: T;
			try {
				if (this.#mode !== undefined) fchmodSync(fd, this.#mode);
				result = await fill(fd);
			} finally {
				closeSync(fd);
			}
			renameSync(temporary, this.#target);
			return result;
		} catch (error) {
			unlinkSync(temporary);
			throw explain(this.path, error);
		}
	}

	/**
	 * Gives `use` an empty file on the same file system, open for reading and
	 * writing, which has no name and is gone afterwards.
	 * @throws {FileError} `disk_full`, `unreadable`
	 */
	async withScratch<T>(use: (fd: number) => Promise<T>): Promise<T> {
		const path = `${this.#besides}.scratch`;
		const fd = this.#create(path);
		try {
			unlinkSync(path);
			return await use(fd);
		} catch (error) {
			throw explain(this.path, error);
		} finally {
			closeSync(fd);
		}
	}

	/** What the names of files beside it begin with. */
	get #besides(): string {
		const target = this.#target;
		return join(dirname(target), `.${basename(target)}.${process.pid}`);
	}

	#create(temporary: string): number {
		try {
			return openSync(temporary, "wx+");
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			const directory = JSON.stringify(dirname(temporary));
			const why = noFile[code ?? ""];
			if (why === undefined) throw explain(this.path, error);
			throw refuse(
				this.path,
				`no file can be made in ${directory}: ${why}`,
				error,
			);
		}
	}
}

function checkDirectory(path: string, directory: string): void {
	const stats = statIfThere(directory);
	const name = JSON.stringify(directory);
	if (stats === undefined) {
		throw refuse(path, `the directory ${name} does not exist`);
	}
	if (!stats.isDirectory()) throw refuse(path, `${name} is not a directory`);
	try {
		accessSync(directory, constants.W_OK | constants.X_OK);
	} catch (error) {
		throw refuse(path, `the directory ${name} is not writable`, error);
	}
}

/** Undefined also where a part of the path is no directory: the directory's
 * own check says so better. */
function statIfThere(path: string): Stats | undefined {
	try {
		return statSync(path, { throwIfNoEntry: false });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
		throw refuse(path, (error as Error).message, error);
	}
}

function explain(path: string, error: unknown): unknown {
	const { code } = error as NodeJS.ErrnoException;
	if (code === "ENOSPC" || code === "EDQUOT" || code === "disk_full") {
		return new FileError(
			"disk_full",
			`Cannot write ${JSON.stringify(path)}: the disk is full`,
			{ details: { path }, cause: error },
		);
	}
	if (error instanceof Error && "syscall" in error) {
		return refuse(path, error.message, error);
	}
	return error;
}

function refuse(path: string, why: string, cause?: unknown): FileError {
	return new FileError(
		"unreadable",
		`Cannot write ${JSON.stringify(path)}: ${why}`,
		{ details: { path }, cause },
	);
}
