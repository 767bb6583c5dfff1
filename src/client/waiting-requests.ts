import { errorFromMessage, ProtocolError, type ShelfError } from "../errors.ts";
import type { AnswerMessage } from "../protocol/messages.ts";

interface Waiting {
	resolve(ok: unknown): void;
	reject(error: unknown): void;
}

/** The requests of one conversation that are not answered yet, by `id`. */
export class WaitingRequests {
	readonly #waiting = new Map<number, Waiting>();

	get size(): number {
		return this.#waiting.size;
	}

	add(id: number, waiting: Waiting): void {
		this.#waiting.set(id, waiting);
	}

	/**
	 * Gives an answer to whoever waits for it.
	 * @throws what the daemon says of the whole conversation: a line it could
	 * not read, a refusal
	 * @throws {ProtocolError} for an answer that nobody waits for
	 */
	settle(answer: AnswerMessage): void {
		const { id } = answer;
		if (id === null) {
			if ("error" in answer) throw errorFromMessage(answer.error);
			return;
		}
		const waiting = this.#waiting.get(id);
		if (waiting === undefined) {
			throw new ProtocolError(
				"protocol",
				`Cannot read what the daemon sent: it answers request ${id}, which nobody waits for`,
			);
		}
		this.#waiting.delete(id);
		if ("error" in answer) waiting.reject(errorFromMessage(answer.error));
		else waiting.resolve(answer.ok);
	}

	/** None of them will be answered. */
	fail(failure: ShelfError): void {
		const waiting = [...this.#waiting.values()];
		this.#waiting.clear();
		for (const { reject } of waiting) reject(failure);
	}
}
