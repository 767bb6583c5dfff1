import { ConnectionError, ProtocolError, type ShelfError } from "../errors.ts";
import { encodeLine, LineDecoder } from "../protocol/lines.ts";
import type {
	AnswerMessage,
	AnswerOf,
	EventMessage,
	OperationName,
	RequestOf,
	RevokedLease,
	RevokeMessage,
} from "../protocol/messages.ts";
import { cancelOnAbort } from "./cancel-on-abort.ts";
import { LineQueue } from "./line-queue.ts";
import { WaitingRequests } from "./waiting-requests.ts";
import { type WatchListener, WatchListeners } from "./watch-listeners.ts";

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

	readonly #waiting = new WaitingRequests();
	readonly #watches = new WatchListeners();
	readonly #decoder = new LineDecoder();
	readonly #outbox = new LineQueue((line) => this.#socket?.write(line) ?? 0);
	readonly #resolveClosed: () => void;
	#socket: Bun.Socket | undefined;
	#nextId = 1;
	#failure: ShelfError | undefined;
	#isClosedHere = false;
	#holdsProcess = false;
	#onRevoke: ((lease: RevokedLease) => void) | undefined;

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
				drain: () => channel.#outbox.flush(),
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
			this.#waiting.add(id, { resolve: settle, reject });
			this.#holdProcess();
			this.#outbox.push(line);
		});
		if (signal === undefined) return answer;
		return cancelOnAbort(answer, signal, () => {
			// Fails with the conversation, as the request itself does.
			this.request("cancel", { request: id }).catch(() => {});
		});
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
			this.#watches.add(watch, listener);
		};
		return (await this.request("watch", fields, { onAnswer })).watch;
	}

	/** Ends a watch; its listener is told of nothing more. */
	unwatch(watch: number): void {
		if (!this.#watches.remove(watch)) return;
		// Nobody waits for the answer: the daemon may have ended it, too.
		this.request("unwatch", { watch }).catch(() => {});
	}

	/** Has `listener` told of each cached lease that the daemon wants back. */
	onRevoke(listener: (lease: RevokedLease) => void): void {
		this.#onRevoke = listener;
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
			for (const message of this.#decoder.push(chunk)) this.#take(message);
		} catch (error) {
			this.#fail(error as ShelfError);
		}
	}

	#take(message: unknown): void {
		if (typeof message !== "object" || message === null) {
			throw new ProtocolError(
				"protocol",
				`Cannot read what the daemon sent: expected an object, got ${JSON.stringify(message)}`,
			);
		}
		if (!("id" in message)) {
			this.#tell(message);
			return;
		}
		this.#waiting.settle(message as AnswerMessage);
		this.#holdProcess();
	}

	/** News: what this version does not know is left alone. */
	#tell(message: object): void {
		if ("event" in message) {
			this.#watches.tell((message as EventMessage).event);
			this.#holdProcess();
		} else if ("revoke" in message) {
			this.#onRevoke?.((message as RevokeMessage).revoke);
		}
	}

	/** As long as there is something to wait for. */
	#holdProcess(): void {
		const isNeeded = this.#waiting.size + this.#watches.size > 0;
		if (isNeeded === this.#holdsProcess) return;
		this.#holdsProcess = isNeeded;
		if (isNeeded) this.#socket?.ref();
		else this.#socket?.unref();
	}

	/** Ends the conversation with `failure`; the first reason counts. */
	#fail(failure: ShelfError): void {
		if (this.#failure !== undefined) return;
		this.#failure = failure;
		this.#outbox.clear();
		this.#waiting.fail(failure);
		this.#watches.lose(failure);
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
