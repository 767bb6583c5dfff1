import { Readable } from "node:stream";
import { createGzip, createZstdCompress } from "node:zlib";
import type { Piece } from "../arrow/layout.ts";
import type { Compression } from "./format.ts";

const pieceBytes = 256 * 1024;

/** Pieces that follow one another, compressed as a whole. polars can do so by
 * itself, but not into a pipe. */
export async function* compressPieces(
	groups: AsyncIterable<readonly Piece[]>,
	compression: Compression,
): AsyncGenerator<Piece[]> {
	const pack = (compression === "gzip" ? createGzip : createZstdCompress)({
		chunkSize: pieceBytes,
	});
	const source = Readable.from(copies(groups));
	// What the source throws is thrown here.
	source.on("error", (error) => pack.destroy(error));
	let position = 0;
	for await (const bytes of source.pipe(pack)) {
		yield [{ position, bytes }];
		position += bytes.byteLength;
	}
}

/** A piece is valid only until the next one, and a stream reads ahead. */
async function* copies(groups: AsyncIterable<readonly Piece[]>) {
	for await (const pieces of groups) {
		for (const { bytes } of pieces) {
			const { buffer, byteOffset, byteLength } = bytes;
			yield Buffer.copyBytesFrom(
				new Uint8Array(buffer, byteOffset, byteLength),
			);
		}
	}
}
