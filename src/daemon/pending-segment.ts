import { NotFoundError, ProtocolError } from "../errors.ts";
import type { ObjectKind } from "../protocol/messages.ts";
import type { HoldingProcess, ObjectOptions } from "./stored-version.ts";

/** A segment that is being written: counted, reserved, not on the shelf. */
export interface PendingSegment {
	readonly id: string;
	readonly key: string;
	readonly kind: ObjectKind;
	readonly replace: boolean;
	/** Milliseconds that the object lives from its sealing. */
	readonly ttlMs: number | undefined;
	readonly options: Pick<ObjectOptions, "pinned" | "metadata">;
	readonly process: HoldingProcess;
	/** Counted bytes. */
	bytes: number;
	/** Whether its memory is there, or still waited for. */
	isReserved: boolean;
	/** It is to be given back as soon as nothing is under way with it. */
	isAborted: boolean;
	/** Sealed, or given back. */
	isOver: boolean;
	/** Settles when everything asked for so far is done: what is asked of one
	 * segment happens in the order of asking. */
	last: Promise<unknown>;
}

/** What to say of a segment that is not pending on this connection. */
export function unknownSegment(id: string): NotFoundError {
	return new NotFoundError(
		"not_found",
		`Cannot find the segment ${JSON.stringify(id)}: this connection has none of that id pending`,
		{ details: { segment: id } },
	);
}

/** @throws {ProtocolError} when more is to be sealed than was reserved */
export function checkSealed({ bytes }: PendingSegment, given: number): void {
	if (given <= bytes) return;
	throw new ProtocolError(
		"protocol",
		`Cannot accept seal.bytes: expected at most the ${bytes} reserved, got ${given}`,
		{ details: { field: "seal.bytes", limit: bytes, given } },
	);
}

/** @throws {ProtocolError} when extending would take from what is there */
export function checkExtended({ bytes }: PendingSegment, given: number): void {
	if (given >= bytes) return;
	throw new ProtocolError(
		"protocol",
		`Cannot accept extend.bytes: expected at least the ${bytes} reserved, got ${given}`,
		{ details: { field: "extend.bytes", least: bytes, given } },
	);
}
