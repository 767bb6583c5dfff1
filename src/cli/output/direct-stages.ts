import { type Pointer, toArrayBuffer } from "bun:ffi";
import { closeSync, write } from "node:fs";
import { promisify } from "node:util";
import { MappedMemory } from "../../os/mapped-memory.ts";
import { cannotWrite } from "../../segments/cannot-write.ts";
import { writePieces } from "../../segments/write.ts";

const writeBytes = promisify(write);

/** Two of them, one filled while the other is written. */
const stageBytes = 4 * 1024 * 1024;
/** What addresses, positions and lengths are multiples of. */
const alignment = 4096;

/**
 * Bytes on their way to a file past the page cache, from its start on, written
 * by another thread. Disposing waits for what is under way.
 */
export class DirectStages implements AsyncDisposable {
	readonly #fd: number;
	/** Null once the file system has refused. */
	#direct: number | null;
	readonly #memory = new DisposableStack();
	#filling: Uint8Array;
	#other: Uint8Array;
	#filled = 0;
	#position = 0;
	#writing: Promise<void> = Promise.resolve();

	/**
	 * @param fd open for writing; stays the caller's
	 * @param direct what `openDirect(fd)` gave; becomes its own
	 */
	constructor(fd: number, direct: number) {
		this.#fd = fd;
		this.#direct = direct;
		this.#memory.defer(() => closeSync(direct));
		this.#filling = this.#stage();
		this.#other = this.#stage();
	}

	/**
	 * Takes bytes that follow those before; they are the caller's again once it
	 * has resolved.
	 * @throws {FileError} `disk_full`, `unreadable`
	 */
	async add(view: ArrayBufferView): Promise<void> {
		const { buffer, byteOffset, byteLength } = view;
		const bytes = new Uint8Array(buffer, byteOffset, byteLength);
		for (let from = 0; from < byteLength; ) {
			const room = stageBytes - this.#filled;
			const part = bytes.subarray(from, from + room);
			this.#filling.set(part, this.#filled);
			this.#filled += part.length;
			from += part.length;
			if (this.#filled === stageBytes) await this.#pass(stageBytes);
		}
	}

	/** Writes what is left, the last bytes that are no whole block the usual way.
	 * Throws as `add` does. */
	async end(): Promise<void> {
		const whole = this.#filled - (this.#filled % alignment);
		const rest = this.#filling.slice(whole, this.#filled);
		await this.#pass(whole);
		await this.#writing;
		this.#writePlain(rest, this.#position);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#writing.catch(() => {}); // whoever waited for it was told
		this.#memory.dispose();
	}

	#stage(): Uint8Array {
		const { address } = this.#memory.use(MappedMemory.zeroed(stageBytes));
		return new Uint8Array(toArrayBuffer(address as Pointer, 0, stageBytes));
	}

	/** Has the first bytes of what is filled written, when those before are. */
	async #pass(byteLength: number): Promise<void> {
		await this.#writing;
		const bytes = this.#filling.subarray(0, byteLength);
		const position = this.#position;
		[this.#filling, this.#other] = [this.#other, this.#filling];
		this.#filled = 0;
		this.#position += byteLength;
		this.#writing = this.#writeWhole(bytes, position);
		this.#writing.catch(() => {}); // it is awaited before the next one
	}

	async #writeWhole(bytes: Uint8Array, position: number): Promise<void> {
		let done = 0;
		while (this.#direct !== null && done < bytes.length) {
			const left = bytes.length - done;
			try {
				const { bytesWritten } = await writeBytes(
					this.#direct,
					bytes,
					done,
					left,
					position + done,
				);
				done += bytesWritten;
				// What is left would begin within a block.
				if (bytesWritten % alignment !== 0) break;
			} catch (error) {
				const { code } = error as NodeJS.ErrnoException;
				if (code !== "EINVAL") throw cannotWrite(position + done, error);
				this.#direct = null;
			}
		}
		this.#writePlain(bytes.subarray(done), position + done);
	}

	#writePlain(bytes: Uint8Array, position: number): void {
		if (bytes.length === 0) return;
		writePieces(this.#fd, { byteLength: 0, pieces: [{ position, bytes }] });
	}
}
