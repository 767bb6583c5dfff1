import { closeSync, read } from "node:fs";
import type { Piece } from "../arrow/layout.ts";
import { cancelledBy } from "../errors.ts";
import { openPipe } from "../os/pipe.ts";
import type { PolarsJob } from "./polars-job.ts";
import { PolarsProcess } from "./polars-process.ts";

/** As much as a pipe may hold by default; polars goes on writing into it while
 * a piece is written to its place. */
const pieceBytes = 1024 * 1024;

/** A job whose result goes into the pipe. */
export type PipedJob = Omit<PolarsJob, "sink"> & {
	readonly sink: Omit<PolarsJob["sink"], "path">;
};

/**
 * A process of polars whose result comes through a pipe. A pipe and not a file,
 * since polars cuts any file that it opens, and with it the memory that was
 * reserved; through the pipe, 82 MB take 20 ms more than the 155 ms that polars
 * needs to read them from CSV and write them to tmpfs by itself. Disposing ends
 * the process.
 */
export class PolarsPipe implements Disposable {
	readonly #polars: PolarsProcess;
	readonly #fd: number;
	#isDisposed = false;

	/** @param command see `PolarsProcess` */
	constructor(command: readonly string[]) {
		const pipe = openPipe(pieceBytes);
		try {
			this.#polars = new PolarsProcess(command, pipe.write);
		} catch (error) {
			closeSync(pipe.read);
			throw error;
		} finally {
			closeSync(pipe.write);
		}
		this.#fd = pipe.read;
	}

	/**
	 * Does the job, and disposes of itself: the result as it is written, in
	 * pieces that follow one another. Whoever takes them writes them where it
	 * wants, as fast as it can. A piece is valid until the next one is asked for.
	 * @throws {PolarsFailure}
	 * @throws {CancelledError} when the signal is aborted
	 */
	async *pieces(
		job: PipedJob,
		signal: AbortSignal | undefined,
	): AsyncGenerator<Piece[]> {
		const end = () => this.#polars[Symbol.dispose]();
		signal?.addEventListener("abort", end);
		try {
			throwIfCancelled(signal);
			const sink = { ...job.sink, path: "/proc/self/fd/1" };
			const finished = this.#polars.run({ ...job, sink });
			finished.catch(() => {}); // it is awaited after the last piece
			yield* this.#read();
			throwIfCancelled(signal);
			await finished;
		} finally {
			signal?.removeEventListener("abort", end);
		}
	}

	async *#read(): AsyncGenerator<Piece[]> {
		const buffer = new Uint8Array(pieceBytes);
		for (let position = 0; ; ) {
			const bytesRead = await readPiece(this.#fd, buffer);
			if (bytesRead === 0) return;
			yield [{ position, bytes: buffer.subarray(0, bytesRead) }];
			position += bytesRead;
		}
	}

	[Symbol.dispose](): void {
		if (this.#isDisposed) return;
		this.#isDisposed = true;
		this.#polars[Symbol.dispose]();
		closeSync(this.#fd);
	}
}

/** @returns how many bytes came; 0: no more will */
function readPiece(fd: number, buffer: Uint8Array): Promise<number> {
	const { promise, resolve, reject } = Promise.withResolvers<number>();
	read(fd, buffer, 0, buffer.byteLength, null, (error, bytesRead) => {
		if (error) reject(error);
		else resolve(bytesRead);
	});
	return promise;
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw cancelledBy(signal, "reading");
}
