import type { AnswerOf } from "../protocol/messages.ts";
import type { LoopDelay } from "./loop-delay.ts";
import type { ShelfParts } from "./open-shelf.ts";

/** What the operations work on. */
export interface Service
	extends Pick<
		ShelfParts,
		"shelf" | "pending" | "memory" | "restores" | "spilled" | "changes"
	> {
	readonly loopDelay: LoopDelay;
	health(): AnswerOf<"health">;
	/** Starts to end the daemon; returns at once. */
	shutDown(): void;
}
