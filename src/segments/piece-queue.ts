import type { Piece } from "../arrow/layout.ts";
import type { FileError } from "../errors.ts";
import { cannotWrite } from "./cannot-write.ts";

/** Bytes and where in the file they belong. */
export interface BytePiece extends Piece {
	readonly bytes: Uint8Array;
}

/** What is left to write of a file: taken from its front, its back, or both. */
export class PieceQueue {
	readonly #pieces: BytePiece[] = [];
	/** Of the pieces left, the first, and the one behind the last. */
	#first = 0;
	#end: number;
	#byteLength = 0;

	/** @param pieces in ascending position; borrowed */
	constructor(pieces: Iterable<Piece>) {
		for (const { position, bytes } of pieces) {
			const { buffer, byteOffset, byteLength } = bytes;
			if (byteLength === 0) continue;
			const view = new Uint8Array(buffer, byteOffset, byteLength);
			this.#pieces.push({ position, bytes: view });
			this.#byteLength += byteLength;
		}
		this.#end = this.#pieces.length;
	}

	/** Bytes that are left. */
	get byteLength(): number {
		return this.#byteLength;
	}

	/**
	 * The next pieces of together at most `most` bytes, in order.
	 * @throws {FileError} `unreadable` when their memory is gone
	 */
	takeFront(most: number): BytePiece[] {
		const taken: BytePiece[] = [];
		for (let room = most; room > 0 && this.#first < this.#end; ) {
			const { position, bytes } = this.#at(this.#first);
			const size = Math.min(room, bytes.byteLength);
			taken.push({ position, bytes: bytes.subarray(0, size) });
			this.#pieces[this.#first] = {
				position: position + size,
				bytes: bytes.subarray(size),
			};
			if (size === bytes.byteLength) this.#first += 1;
			room -= size;
			this.#byteLength -= size;
		}
		return taken;
	}

	/**
	 * The last pieces of together at most `most` bytes, in order.
	 * @throws {FileError} `unreadable` when their memory is gone
	 */
	takeBack(most: number): BytePiece[] {
		const taken: BytePiece[] = [];
		for (let room = most; room > 0 && this.#first < this.#end; ) {
			const { position, bytes } = this.#at(this.#end - 1);
			const rest = Math.max(0, bytes.byteLength - room);
			taken.push({ position: position + rest, bytes: bytes.subarray(rest) });
			this.#pieces[this.#end - 1] = {
				position,
				bytes: bytes.subarray(0, rest),
			};
			if (rest === 0) this.#end -= 1;
			room -= bytes.byteLength - rest;
			this.#byteLength -= bytes.byteLength - rest;
		}
		return taken.reverse();
	}

	#at(index: number): BytePiece {
		const piece = this.#pieces[index] as BytePiece;
		if (piece.bytes.byteLength === 0) throw memoryIsGone(piece.position);
		return piece;
	}
}

/** The buffer was transferred, or its mapping ended. */
export function memoryIsGone(position: number): FileError {
	return cannotWrite(
		position,
		new Error("its memory was given away meanwhile"),
	);
}
