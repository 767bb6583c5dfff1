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
	EventMessage,
	OperationName,
	RequestOf,
	WatchEvent,
} from "../protocol/messages.ts";

interface Waiting {
	resolve(ok: unknown): void;
	reject(error: unknown): void;
}

/** What is told of one watch. */
export interface WatchListener {
	/** In order; `cut_off` is the last one. */
	event(event: WatchEvent): void;
	/** The conversation ended. */
	lost(failure: ShelfError): void;
}

/** What a request may have beside its fields. */
interface RequestContext<O extends OperationName> {
	/** Told of the answer before any later line is looked at. */
	readonly onAnswer?: (ok: AnswerOf<O>) => void;
	/** Asks the daemon to cancel the request; its answer still counts. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * One conversation with a daemon: requests out, answers back by `id`.
 *
 * Nothing polls. Only a request that waits for its answer, or a watch, keeps
 * the process alive: an idle channel is unreferenced, so that a forgotten
 * `close()` does not hang a script. When the socket closes, for whatever
 * reason, everything that waits fails at once with that reason, and so does
 * every later request.
 */
export class Channel {
	/** The socket's path. */
	readonly path: string;
	/** Resolves when the socket is closed, by either side. */
	readonly closed: Promise<void>;

	readonly #waiting = new Map<number, Waiting>();
	readonly #watches = new Map<number, WatchListener>();
	readonly #decoder = new LineDecoder();
	readonly #outbox: Uint8Array[] = [];
	readonly #resolveClosed: () => void;
	#socket: Bun.Socket | undefined;
	#nextId = 1;
	#failure: ShelfError | undefined;
	#isClosedHere = false;
	#holdsProcess = false;

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

	/** Whether it was this side that ended the conversation. */
	get isClosedHere(): boolean {
		return this.#isClosedHere;
	}

	/**
	 * Sends one request and waits for its answer.
	 * @throws {ConnectionError} `connection_lost`, with the reason
	 * @throws the error that the daemon answered with
	 */
	request<O extends OperationName>(
		op: O,
		fields: RequestOf<O>,
		{ onAnswer, signal }: RequestContext<O> = {},
	): Promise<AnswerOf<O>> {
		const id = this.#nextId++;
		const answer = new Promise<AnswerOf<O>>((resolve, reject) => {
			if (this.#failure !== undefined) throw this.#failure;
			const line = encodeLine({ id, op, ...fields });
			const settle = (ok: unknown) => {
				onAnswer?.(ok as AnswerOf<O>);
				resolve(ok as AnswerOf<O>);
			};
			this.#waiting.set(id, { resolve: settle, reject });
			this.#holdProcess();
			this.#outbox.push(line);
			if (this.#outbox.length === 1) this.#flush();
		});
		return signal === undefined
			? answer
			: this.#cancellable(answer, id, signal);
	}

	/** Has the daemon end request `id` when the signal is aborted meanwhile. */
	async #cancellable<T>(
		answer: Promise<T>,
		id: number,
		signal: AbortSignal,
	): Promise<T> {
		const cancel = () => {
			// Fails with the conversation, as the request itself does.
			this.request("cancel", { request: id }).catch(() => {});
		};
		signal.addEventListener("abort", cancel, { once: true });
		try {
			return await answer;
		} finally {
			signal.removeEventListener("abort", cancel);
		}
	}

	/**
	 * Starts a watch; the listener gets every event of it.
	 * @returns its number, for `unwatch`
	 */
	async watch(
		fields: RequestOf<"watch">,
		listener: WatchListener,
	): Promise<number> {
		const onAnswer = ({ watch }: AnswerOf<"watch">) => {
			this.#watches.set(watch, listener);
		};
		return (await this.request("watch", fields, { onAnswer })).watch;
	}

	/** Ends a watch; its listener is told of nothing more. */
	unwatch(watch: number): void {
		if (!this.#watches.delete(watch)) return;
		// Nobody waits for the answer: the daemon may have ended it, too.
		this.request("unwatch", { watch }).catch(() => {});
	}

	/** Ends the conversation; whatever still waits fails. Twice is once. */
	close(): void {
		if (this.isOpen) this.#isClosedHere = true;
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
		if ("event" in message) this.#tell((message as EventMessage).event);
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
		if ("error" in answer) waiting.reject(errorFromMessage(answer.error));
		else waiting.resolve(answer.ok);
		this.#holdProcess();
	}

	#tell(event: WatchEvent): void {
		// One that was ended here may still have events on their way.
		const listener = this.#watches.get(event.watch);
		if (event.type === "cut_off") {
			this.#watches.delete(event.watch);
			this.#holdProcess();
		}
		listener?.event(event);
	}

	/** As long as there is something to wait for. */
	#holdProcess(): void {
		const isNeeded = this.#waiting.size + this.#watches.size > 0;
		if (isNeeded === this.#holdsProcess) return;
		this.#holdsProcess = isNeeded;
		if (isNeeded) this.#socket?.ref();
		else this.#socket?.unref();
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
		const watches = [...this.#watches.values()];
		this.#waiting.clear();
		this.#watches.clear();
		this.#outbox.length = 0;
		for (const { reject } of waiting) reject(failure);
		for (const listener of watches) listener.lost(failure);
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
