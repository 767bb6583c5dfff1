import { type FileError, OutOfMemoryError } from "../errors.ts";
import { formatSize } from "../format-size.ts";
import type { PendingSegment } from "./pending-segment.ts";
import type { Quota } from "./quota.ts";
import type { Shelf } from "./shelf.ts";
import type { HoldingProcess } from "./stored-version.ts";

/** How many of the largest are named. */
const detailCount = 10;
const messageCount = 3;

interface LargeObject {
	readonly key: string;
	/** 0 while it is being written. */
	readonly version: number;
	readonly bytes: number;
	readonly processes: readonly HoldingProcess[];
}

/**
 * Says what does not fit, and what takes the room: details `needed`, `free`,
 * `capacity`, and `holders`, the largest objects with the processes that hold
 * them.
 *
 * @param cause what else stood in the way, its `reason` in its details: the
 * machine has less than the shelf may use, the disk for spilling is full
 */
export function outOfMemory(
	key: string,
	needed: number,
	quota: Quota,
	shelf: Shelf,
	pending: Iterable<PendingSegment>,
	cause?: FileError,
): OutOfMemoryError {
	const { free, capacity } = quota;
	const holders = largest(shelf, pending);
	const room =
		needed <= free
			? "the shelf has room"
			: `${formatSize(free)} of ${formatSize(capacity)} are free`;
	const also = cause === undefined ? "" : `, but ${cause.details.reason}`;
	const who = holders.slice(0, messageCount).map(describe).join(", ");
	return new OutOfMemoryError(
		"out_of_memory",
		`Cannot reserve ${formatSize(needed)} for "${key}": ${room}${also}${who === "" ? "" : `; largest are ${who}`}; delete some, or serve with more --memory`,
		{
			details: { needed, free, capacity, holders },
			...(cause === undefined ? {} : { cause }),
		},
	);
}

function largest(
	shelf: Shelf,
	pending: Iterable<PendingSegment>,
): LargeObject[] {
	const found: LargeObject[] = [];
	function offer(object: LargeObject): void {
		const at = found.findIndex(({ bytes }) => bytes < object.bytes);
		found.splice(at < 0 ? found.length : at, 0, object);
		if (found.length > detailCount) found.pop();
	}
	for (const { key, version, bytes, leases } of shelf.versions()) {
		if (bytes <= (found[detailCount - 1]?.bytes ?? -1)) continue;
		const processes = new Map(
			[...leases].map(({ process }) => [process.pid, process]),
		);
		offer({
			key,
			version,
			bytes,
			processes: [...processes.values()].slice(0, detailCount),
		});
	}
	for (const { key, bytes, process } of pending) {
		offer({ key, version: 0, bytes, processes: [process] });
	}
	return found;
}

function describe({ key, version, bytes, processes }: LargeObject): string {
	const verb = version === 0 ? "written" : "held";
	const by = processes.map(({ pid, command }) => `${command} ${pid}`);
	const rest = by.length > 2 ? ` and ${by.length - 2} more` : "";
	const holders =
		by.length === 0
			? ""
			: `, ${verb} by ${by.slice(0, 2).join(" and ")}${rest}`;
	return `"${key}" (${formatSize(bytes)}${holders})`;
}
