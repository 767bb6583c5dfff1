/** Lines on their way to a socket that may take them in parts. */
export class LineQueue {
	readonly #write: (line: Uint8Array) => number;
	readonly #lines: Uint8Array[] = [];

	/** @param write gives bytes to the socket, and says how many it took */
	constructor(write: (line: Uint8Array) => number) {
		this.#write = write;
	}

	/** Behind others it is written when the socket has drained. */
	push(line: Uint8Array): void {
		this.#lines.push(line);
		if (this.#lines.length === 1) this.flush();
	}

	/** Writes what the socket takes now; call it when it takes more. */
	flush(): void {
		for (let line = this.#lines[0]; line; line = this.#lines[0]) {
			const written = this.#write(line);
			if (written < line.byteLength) {
				if (written > 0) this.#lines[0] = line.subarray(written);
				return;
			}
			this.#lines.shift();
		}
	}

	clear(): void {
		this.#lines.length = 0;
	}
}
