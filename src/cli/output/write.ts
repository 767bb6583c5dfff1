import { writeSync } from "node:fs";

/** The reader of our standard output went away (`| head`): nobody is left to
 * tell anything, so the program ends quietly. */
export class OutputClosedError extends Error {
	override readonly name = "OutputClosedError";
}

/**
 * Writes all of `text` to standard output (1) or standard error (2), at once:
 * nothing waits in a buffer when the program exits. A closed standard error is
 * ignored.
 * @throws {OutputClosedError} standard output is a pipe that nobody reads
 * @throws {Error} with `errno`: standard output cannot be written, a full disk
 */
export function write(descriptor: 1 | 2, text: string | Uint8Array): void {
	let bytes: Uint8Array = typeof text === "string" ? Buffer.from(text) : text;
	while (bytes.byteLength > 0) {
		try {
			bytes = bytes.subarray(writeSync(descriptor, bytes));
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code;
			// The other end made the pipe non-blocking and it is full.
			if (code === "EAGAIN") Bun.sleepSync(1);
			else if (descriptor === 2) return;
			else if (code === "EPIPE") throw new OutputClosedError();
			else throw cannotWrite(error as NodeJS.ErrnoException);
		}
	}
}

/** The system's error, which does not say what was written. */
function cannotWrite(cause: NodeJS.ErrnoException): Error {
	const { message, errno, code, syscall } = cause;
	return Object.assign(
		new Error(`Cannot write to standard output: ${message}`, { cause }),
		{ errno, code, syscall },
	);
}
