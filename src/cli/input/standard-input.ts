import { createReadStream } from "node:fs";
import { FileError } from "../../errors.ts";

const pieceBytes = 1024 * 1024;

/**
 * What comes by standard input, piece by piece; a read that is under way ends
 * with the process.
 * @throws {FileError} `unreadable`, also where nothing comes
 */
export async function* standardInput(): AsyncGenerator<Uint8Array> {
	let isEmpty = true;
	try {
		const input = createReadStream("", {
			fd: 0,
			autoClose: false,
			highWaterMark: pieceBytes,
		});
		for await (const piece of input) {
			isEmpty = false;
			yield piece;
		}
	} catch (error) {
		throw unreadable((error as Error).message, error);
	}
	if (isEmpty) throw unreadable("it is empty");
}

function unreadable(why: string, cause?: unknown): FileError {
	return new FileError("unreadable", `Cannot read standard input: ${why}`, {
		cause,
	});
}
