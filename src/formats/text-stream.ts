import { createReadStream } from "node:fs";
import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Compression } from "./format.ts";

const pieceBytes = 1024 * 1024;

/**
 * The bytes of a text file, unpacked, piece by piece.
 * @throws {Error} the system's, or that the packed data is damaged
 */
export async function* textStream(
	path: string,
	compression: Compression | null,
): AsyncGenerator<Uint8Array> {
	const file = createReadStream(path, { highWaterMark: pieceBytes });
	if (compression === null) {
		yield* file;
		return;
	}
	const unpack: Transform =
		compression === "gzip"
			? createGunzip({ chunkSize: pieceBytes })
			: createZstdDecompress({ chunkSize: pieceBytes });
	file.on("error", (error) => unpack.destroy(error));
	try {
		yield* file.pipe(unpack);
	} finally {
		file.destroy();
	}
}

/** The first bytes of a text file, unpacked; fewer where it is shorter, or
 * where what follows is damaged. */
export async function textHead(
	path: string,
	compression: Compression | null,
	byteLength: number,
): Promise<Uint8Array> {
	const pieces: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const piece of textStream(path, compression)) {
			pieces.push(piece);
			size += piece.byteLength;
			if (size >= byteLength) break;
		}
	} catch (error) {
		if (size === 0) throw error;
	}
	return Buffer.concat(pieces).subarray(0, byteLength);
}
