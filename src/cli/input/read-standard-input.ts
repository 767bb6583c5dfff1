import { createReadStream } from "node:fs";
import { cancelledBy, FileError } from "../../errors.ts";

const pieceBytes = 1024 * 1024;

/**
 * All of standard input. Once the signal is aborted nobody waits for more of
 * it; a read that is under way ends with the process.
 * @throws {FileError} `unreadable`, also where nothing comes
 * @throws {CancelledError} when the signal is aborted
 */
export async function readStandardInput(
	signal: AbortSignal,
): Promise<Uint8Array> {
	const cancelled = Promise.withResolvers<never>();
	const cancel = () => cancelled.reject(cancelledBy(signal, "put"));
	signal.addEventListener("abort", cancel);
	try {
		if (signal.aborted) cancel();
		return await Promise.race([readAll(), cancelled.promise]);
	} finally {
		signal.removeEventListener("abort", cancel);
	}
}

async function readAll(): Promise<Uint8Array> {
	const pieces: Uint8Array[] = [];
	try {
		const input = createReadStream("", {
			fd: 0,
			autoClose: false,
			highWaterMark: pieceBytes,
		});
		for await (const piece of input) pieces.push(piece);
	} catch (error) {
		throw unreadable((error as Error).message, error);
	}
	if (pieces.length === 0) throw unreadable("it is empty");
	return Buffer.concat(pieces);
}

function unreadable(why: string, cause?: unknown): FileError {
	return new FileError("unreadable", `Cannot read standard input: ${why}`, {
		cause,
	});
}
