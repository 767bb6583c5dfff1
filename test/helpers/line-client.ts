import { join } from "node:path";
import { shelfNames } from "../../src/config.ts";
import { protocolVersion } from "../../src/protocol/version.ts";

/** An answer as it came. */
export interface Answer {
	readonly id: number | null;
	// biome-ignore lint/suspicious/noExplicitAny: a raw answer, looked into by tests
	readonly ok?: any;
	readonly error?: {
		readonly code: string;
		readonly message: string;
		// biome-ignore lint/suspicious/noExplicitAny: a raw answer
		readonly details?: any;
	};
}

/** A line that answers nothing: what a watch is told. */
export interface WatchLine {
	readonly watch: number;
	readonly type: string;
	readonly key?: string;
	readonly version?: number;
	readonly sequence?: number;
	readonly missed?: boolean;
}

/** A line that answers nothing: a cached lease that is wanted back. */
export interface RevokeLine {
	readonly lease: number;
	readonly key: string;
	readonly version: number;
}

/** What comes one by one, to whoever asks first. */
class Queue<T> {
	readonly #items: T[] = [];
	readonly #takers: ((item: T | undefined) => void)[] = [];
	#isClosed = false;

	push(item: T): void {
		const taker = this.#takers.shift();
		if (taker === undefined) this.#items.push(item);
		else taker(item);
	}

	/** The next one; undefined when there will be none. */
	next(): Promise<T | undefined> {
		const item = this.#items.shift();
		if (item !== undefined || this.#isClosed) return Promise.resolve(item);
		return new Promise((resolve) => this.#takers.push(resolve));
	}

	close(): void {
		this.#isClosed = true;
		for (const taker of this.#takers.splice(0)) taker(undefined);
	}
}

/**
 * Speaks the protocol by hand, sharing no line of code with our client: what
 * it gets is what any client in any language gets.
 */
export class LineClient implements AsyncDisposable {
	readonly #answers = new Queue<Answer>();
	readonly #events = new Queue<WatchLine>();
	readonly #revokes = new Queue<RevokeLine>();
	readonly #closed = Promise.withResolvers<void>();
	readonly #outbox: Uint8Array[] = [];
	#socket: Bun.Socket | undefined;
	#text = "";
	#id = 0;

	/** Connects, and says nothing. */
	static async open(directory: string): Promise<LineClient> {
		const client = new LineClient();
		const decoder = new TextDecoder();
		client.#socket = await Bun.connect({
			unix: join(directory, shelfNames.socket),
			socket: {
				data: (_socket, chunk) =>
					client.#take(decoder.decode(chunk, { stream: true })),
				drain: () => client.#flush(),
				close: () => client.#close(),
				error: () => client.#close(),
			},
		});
		return client;
	}

	/** Connects and says hello. */
	static async greet(directory: string): Promise<LineClient> {
		const client = await LineClient.open(directory);
		await client.ok("hello", {
			protocol: protocolVersion,
			client: "line-client",
			pid: process.pid,
		});
		return client;
	}

	/** Resolves when the daemon closed the connection. */
	get closed(): Promise<void> {
		return this.#closed.promise;
	}

	/** Sends bytes as they are. */
	send(data: string | Uint8Array): void {
		const bytes = typeof data === "string" ? Buffer.from(data) : data;
		this.#outbox.push(bytes);
		if (this.#outbox.length === 1) this.#flush();
	}

	/** The next answer of any request; undefined when the connection closed. */
	next(): Promise<Answer | undefined> {
		return this.#answers.next();
	}

	/** The next event of any watch; undefined when the connection closed. */
	event(): Promise<WatchLine | undefined> {
		return this.#events.next();
	}

	/** The next cached lease that is wanted back. */
	revoke(): Promise<RevokeLine | undefined> {
		return this.#revokes.next();
	}

	/** One request, and its answer, with no other request under way. */
	async ask(op: string, fields: object = {}): Promise<Answer> {
		this.#id += 1;
		this.send(`${JSON.stringify({ id: this.#id, op, ...fields })}\n`);
		const answer = await this.next();
		if (answer === undefined) throw new Error(`No answer to ${op}: closed`);
		if (answer.id !== this.#id) throw new Error(JSON.stringify(answer));
		return answer;
	}

	/** The `ok` of a request. */
	// biome-ignore lint/suspicious/noExplicitAny: a raw answer
	async ok(op: string, fields: object = {}): Promise<any> {
		const { ok, error } = await this.ask(op, fields);
		if (error !== undefined) throw new Error(`${op}: ${error.message}`);
		return ok;
	}

	/** The code of the error that a request is answered with. */
	async code(op: string, fields: object = {}): Promise<string | undefined> {
		return (await this.ask(op, fields)).error?.code;
	}

	/** Closes the connection without a word. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#socket?.end();
		await this.closed;
	}

	#take(text: string): void {
		const lines = (this.#text + text).split("\n");
		this.#text = lines.pop() ?? "";
		for (const line of lines) {
			const message = JSON.parse(line);
			if ("event" in message) this.#events.push(message.event);
			else if ("revoke" in message) this.#revokes.push(message.revoke);
			else this.#answers.push(message);
		}
	}

	#flush(): void {
		for (let line = this.#outbox[0]; line; line = this.#outbox[0]) {
			const count = Math.max(0, this.#socket?.write(line) ?? 0);
			if (count < line.byteLength) {
				this.#outbox[0] = line.subarray(count);
				return;
			}
			this.#outbox.shift();
		}
	}

	#close(): void {
		this.#answers.close();
		this.#events.close();
		this.#revokes.close();
		this.#closed.resolve();
	}
}
