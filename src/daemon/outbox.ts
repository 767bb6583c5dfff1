/** What a socket offers an outbox. */
export interface WritableSocket {
	/** @returns bytes taken; below 0 when the socket is closed */
	write(bytes: Uint8Array): number;
	end(): void;
}

/** Answers that a peer has not read; above it, it never will. */
const limitBytes = 16 * 1024 * 1024;

/** Lines on their way to a socket that may take them in parts. */
export class Outbox {
	readonly #socket: WritableSocket;
	readonly #lines: Uint8Array[] = [];
	#waitingBytes = 0;
	#isEnding = false;
	#isClosed = false;
	readonly #empty: (() => void)[] = [];

	constructor(socket: WritableSocket) {
		this.#socket = socket;
	}

	/** Bytes that the socket has not taken. */
	get waitingBytes(): number {
		return this.#waitingBytes;
	}

	/** Queues a line and writes what the socket takes. Too much that nobody
	 * reads ends the connection. */
	send(line: Uint8Array): void {
		if (this.#isEnding || this.#isClosed) return;
		this.#lines.push(line);
		this.#waitingBytes += line.byteLength;
		// Behind others it is written when the socket has drained.
		if (this.#lines.length === 1) this.flush();
		if (this.#waitingBytes > limitBytes) {
			this.close();
			this.#socket.end();
		}
	}

	/** Call it when the socket takes more. */
	flush(): void {
		while (!this.#isClosed) {
			const line = this.#lines[0];
			if (line === undefined) break;
			const count = this.#socket.write(line);
			if (count < 0) {
				this.close();
				return;
			}
			this.#waitingBytes -= count;
			if (count < line.byteLength) {
				this.#lines[0] = line.subarray(count);
				return;
			}
			this.#lines.shift();
		}
		for (const resolve of this.#empty.splice(0)) resolve();
		if (this.#isEnding && !this.#isClosed) {
			this.close();
			this.#socket.end();
		}
	}

	/** Ends the socket once everything is written; nothing more is taken. */
	end(): void {
		this.#isEnding = true;
		if (this.#lines.length === 0) this.flush();
	}

	/** The socket is closed: what waits is dropped. */
	close(): void {
		this.#isClosed = true;
		this.#lines.length = 0;
		this.#waitingBytes = 0;
		for (const resolve of this.#empty.splice(0)) resolve();
	}

	/** Resolves when nothing waits. */
	drained(): Promise<void> {
		if (this.#lines.length === 0) return Promise.resolve();
		return new Promise((resolve) => this.#empty.push(resolve));
	}
}
