import {
	ConnectionError,
	errorFromMessage,
	ProtocolError,
	type ShelfError,
} from "../errors.ts";
import { encodeLine, LineDecoder } from "../protocol/lines.ts";
import type {
	AnswerMessage,
	AnswerOf,
	OperationName,
	RequestOf,
} from "../protocol/messages.ts";

interface Waiting {
	resolve(ok: unknown): void;
	reject(error: unknown): void;
}

/**
 * One conversation with a daemon: requests out, answers back by `id`.
 *
 * Nothing polls. Only a request that waits for its answer keeps the process
 * alive: an idle channel is unreferenced, so that a forgotten `close()` does
 * not hang a script. When the socket closes, for whatever reason, everything
 * that waits fails at once with that reason, and so does every later request.
 */
export class Channel {
	/** The socket's path. */
	readonly path: string;
	/** Resolves when the socket is closed, by either side. */
	readonly closed: Promise<void>;

	readonly #waiting = new Map<number, Waiting>();
	readonly #decoder = new LineDecoder();
	readonly #outbox: Uint8Array[] = [];
	readonly #resolveClosed: () => void;
	#socket: Bun.Socket | undefined;
	#nextId = 1;
	#failure: ShelfError | undefined;

	private constructor(path: string) {
		this.path = path;
		const { promise, resolve } = Promise.withResolvers<void>();
		this.closed = promise;
		this.#resolveClosed = resolve;
	}

	/**
	 * Connects to the Unix socket at `path`; says no hello yet.
	 * @throws the system's error, with its `code` (ENOENT, ECONNREFUSED, ...)
	 */
	static async open(path: string): Promise<Channel> {
		const channel = new Channel(path);
		const socket = await Bun.connect({
			unix: path,
			socket: {
				data: (_socket, chunk) => channel.#receive(chunk),
				drain: () => channel.#flush(),
				error: (_socket, error) => channel.#fail(channel.#lost(error.message)),
				close: (_socket, error) => {
					channel.#fail(
						channel.#lost(error?.message ?? "the daemon closed it"),
					);
					channel.#resolveClosed();
				},
			},
		});
		channel.#socket = socket;
		socket.unref();
		return channel;
	}

	/** Whether requests can still be sent. */
	get isOpen(): boolean {
		return this.#failure === undefined;
	}

	/**
	 * Sends one request and waits for its answer.
	 * @throws {ConnectionError} `connection_lost`, with the reason
	 * @throws the error that the daemon answered with
	 */
	request<O extends OperationName>(
		op: O,
		fields: RequestOf<O>,
	): Promise<AnswerOf<O>> {
		return new Promise<AnswerOf<O>>((resolve, reject) => {
			if (this.#failure !== undefined) throw this.#failure;
			const id = this.#nextId++;
			const line = encodeLine({ id, op, ...fields });
			if (this.#waiting.size === 0) this.#socket?.ref();
			this.#waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
			this.#outbox.push(line);
			if (this.#outbox.length === 1) this.#flush();
		});
	}

	/** Ends the conversation; whatever still waits fails. Twice is once. */
	close(): void {
		this.#fail(
			new ConnectionError(
				"connection_lost",
				`The connection to the daemon at ${JSON.stringify(this.path)} was closed by this process`,
				{ details: { path: this.path } },
			),
		);
	}

	#receive(chunk: Uint8Array): void {
		try {
			for (const message of this.#decoder.push(chunk)) this.#settle(message);
		} catch (error) {
			this.#fail(error as ShelfError);
		}
	}

	#settle(message: unknown): void {
		// Messages without an id are news that this version does not know.
		if (typeof message !== "object" || message === null) {
			throw new ProtocolError(
				"protocol",
				`Cannot read what the daemon sent: expected an object, got ${JSON.stringify(message)}`,
			);
		}
		if (!("id" in message)) return;
		const answer = message as AnswerMessage;
		if (answer.id === null) {
			// About the whole conversation: a line it could not read, a refusal.
			if ("error" in answer) throw errorFromMessage(answer.error);
			return;
		}
		const waiting = this.#waiting.get(answer.id);
		if (waiting === undefined) {
			throw new ProtocolError(
				"protocol",
				`Cannot read what the daemon sent: it answers request ${answer.id}, which nobody waits for`,
			);
		}
		this.#waiting.delete(answer.id);
		if (this.#waiting.size === 0) this.#socket?.unref();
		if ("error" in answer) waiting.reject(errorFromMessage(answer.error));
		else waiting.resolve(answer.ok);
	}

	/** Writes what the socket takes now; `drain` comes back for the rest. */
	#flush(): void {
		for (
			let line = this.#outbox[0];
			line !== undefined;
			line = this.#outbox[0]
		) {
			const written = this.#socket?.write(line) ?? 0;
			if (written < line.byteLength) {
				if (written > 0) this.#outbox[0] = line.subarray(written);
				return;
			}
			this.#outbox.shift();
		}
	}

	/** Ends the conversation with `failure`; the first reason counts. */
	#fail(failure: ShelfError): void {
		if (this.#failure !== undefined) return;
		this.#failure = failure;
		const waiting = [...this.#waiting.values()];
		this.#waiting.clear();
		this.#outbox.length = 0;
		for (const { reject } of waiting) reject(failure);
		this.#socket?.end();
	}

	#lost(reason: string): ConnectionError {
		return new ConnectionError(
			"connection_lost",
			`Lost the connection to the daemon at ${JSON.stringify(this.path)}: ${reason}`,
			{ details: { path: this.path } },
		);
	}
}
