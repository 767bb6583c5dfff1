import { version } from "../config.ts";
import {
	ConnectionError,
	LimitError,
	messageFromError,
	ProtocolError,
	ShelfError,
} from "../errors.ts";
import { checkRequest, requestId } from "../protocol/check-request.ts";
import { encodeLine, LineDecoder } from "../protocol/lines.ts";
import type {
	AnswerOf,
	RequestMessage,
	RequestOf,
} from "../protocol/messages.ts";
import { checkProtocol, protocolVersion } from "../protocol/version.ts";
import type { Connection } from "./connection.ts";
import { Leases } from "./leases.ts";
import { operations } from "./operations.ts";
import { Outbox, type WritableSocket } from "./outbox.ts";
import type { Service } from "./service.ts";
import type { HoldingProcess } from "./stored-version.ts";
import { Waits } from "./waits.ts";
import { Watches } from "./watches.ts";

const nothing = new Uint8Array(0);

/** One connection's conversation: requests in, answers out, and the end of
 * everything that the connection had. */
export class Session {
	readonly #service: Service;
	readonly #warn: (message: string) => void;
	readonly #connection: Connection;
	readonly #outbox: Outbox;
	readonly #decoder = new LineDecoder();
	/** Requests not answered yet, by id. */
	readonly #running = new Map<number, Promise<void>>();
	readonly #refusal: ShelfError | undefined;
	#isGreeted = false;
	#isEnding = false;
	#isClosed = false;

	/** @param refusal why this peer is not served: its first line is answered
	 * with that, since a socket closed at once looks like a failed connect */
	constructor(
		socket: WritableSocket,
		process: HoldingProcess,
		service: Service,
		warn: (message: string) => void,
		refusal?: ShelfError,
	) {
		this.#service = service;
		this.#warn = warn;
		this.#refusal = refusal;
		const outbox = new Outbox(socket);
		this.#outbox = outbox;
		this.#connection = {
			process,
			leases: new Leases(service.shelf, process, (lease) =>
				this.#send({ revoke: lease }),
			),
			pending: new Map(),
			watches: new Watches(service.changes, {
				get waitingBytes() {
					return outbox.waitingBytes;
				},
				send: (message) => this.#send(message),
			}),
			waits: new Waits(service.changes),
		};
	}

	/** Takes what the peer sent. */
	receive(chunk: Uint8Array): void {
		for (let input = chunk; !this.#isEnding; input = nothing) {
			try {
				for (const message of this.#decoder.push(input)) this.#accept(message);
				return;
			} catch (error) {
				this.#refuse(error as ShelfError, null);
				// A line that is too long cannot be skipped.
				if (error instanceof LimitError) this.end();
			}
		}
	}

	/** The socket takes more. */
	drain(): void {
		this.#outbox.flush();
	}

	/** Takes nothing more; resolves when all that was asked is answered. */
	async answered(): Promise<void> {
		this.#isEnding = true;
		this.#connection.waits.endAll();
		await Promise.all(this.#running.values());
	}

	/** Resolves when every answer is written. */
	async written(): Promise<void> {
		await this.#outbox.drained();
	}

	/** Takes nothing more; closes the socket when all is written. */
	end(): void {
		this.#isEnding = true;
		this.#outbox.end();
	}

	/** The connection is closed: its watches, waiting requests and leases end,
	 * its segments are given back. */
	closed(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#isEnding = true;
		this.#outbox.close();
		this.#connection.watches.endAll();
		this.#connection.waits.endAll();
		this.#connection.leases.endAll();
		for (const segment of this.#connection.pending.values()) {
			this.#service.pending
				.abort(segment)
				.catch((error) => this.#warn(error.message));
		}
		this.#connection.pending.clear();
	}

	#accept(message: unknown): void {
		const id = requestId(message);
		if (this.#refusal !== undefined) {
			this.#refuse(this.#refusal, id);
			this.end();
			return;
		}
		if (id !== null && this.#running.has(id)) {
			// An answer with this id would be taken for the other's.
			this.#refuse(reusedId(id), null);
			return;
		}
		try {
			const request = checkRequest(message);
			if (request.op === "hello") this.#greet(request);
			else if (this.#isGreeted) this.#start(request);
			else throw new ProtocolError("protocol", helloFirst(request.op));
		} catch (error) {
			this.#refuse(this.#shelfError(error), id);
			if (isVersionMismatch(error)) this.end();
		}
	}

	#greet({ id, protocol, client }: { id: number } & RequestOf<"hello">): void {
		checkProtocol(protocol, `client ${JSON.stringify(client)}`);
		if (this.#isGreeted) {
			throw new ProtocolError("protocol", "Cannot say hello twice");
		}
		this.#isGreeted = true;
		const { pid, dir } = this.#service.health();
		const ok: AnswerOf<"hello"> = {
			protocol: protocolVersion,
			version,
			pid,
			dir,
		};
		this.#send({ id, ok });
	}

	/** What is known at once is answered at once, while the peer's bytes are
	 * still at hand: `get` and `release` come by the ten thousand a second, and
	 * no event of a watch may come before the answer that names it. */
	#start(request: Exclude<RequestMessage, { op: "hello" }>): void {
		const { id, op } = request;
		const handle = operations[op] as (
			request: object,
			connection: Connection,
			service: Service,
		) => unknown;
		const ok = handle(request, this.#connection, this.#service);
		if (ok instanceof Promise) this.#running.set(id, this.#answer(id, ok));
		else this.#send({ id, ok });
	}

	async #answer(id: number, work: Promise<unknown>): Promise<void> {
		try {
			this.#send({ id, ok: await work });
		} catch (error) {
			this.#refuse(this.#shelfError(error), id);
		} finally {
			this.#running.delete(id);
		}
	}

	/** Answers with an error; `id` is null where no request can be named. */
	#refuse(error: ShelfError, id: number | null): void {
		this.#send({ id, error: messageFromError(error) });
	}

	#send(message: object): void {
		this.#outbox.send(encodeLine(message));
	}

	/** What is not of our family is a defect: said here and there. */
	#shelfError(error: unknown): ShelfError {
		if (error instanceof ShelfError) return error;
		const { message, stack } = error as Error;
		this.#warn(`Unexpected error: ${stack ?? message}`);
		return new ProtocolError("protocol", `The daemon failed: ${message}`);
	}
}

function reusedId(id: number): ProtocolError {
	return new ProtocolError(
		"protocol",
		`Cannot accept request ${id}: another request with that id is not answered yet`,
		{ details: { field: "id", given: id } },
	);
}

function helloFirst(op: string): string {
	return `Cannot accept ${JSON.stringify(op)} before "hello"`;
}

function isVersionMismatch(error: unknown): boolean {
	return error instanceof ConnectionError && error.code === "version_mismatch";
}
