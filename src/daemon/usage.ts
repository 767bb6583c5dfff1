import type { Holder, Usage } from "../protocol/messages.ts";
import type { Service } from "./service.ts";

/** So that the answer stays below the limit of a message. */
const holderCount = 1000;

/** Who uses how much; the largest 1,000 holders, largest first. */
export function usageOf({
	shelf,
	pending,
	memory: { quota },
	spilled,
}: Service): Omit<Usage, "loop_delay_ms"> {
	const holders = new Map<string, Holder>();
	let leases = 0;
	for (const { key, version, bytes, ...stored } of shelf.versions()) {
		leases += stored.leases.size;
		for (const { process, isCached } of stored.leases) {
			const holder = `${stored.segment} ${process.pid}`;
			// A process that reads it holds it, whatever else it keeps.
			if (isCached && holders.has(holder)) continue;
			const holds = isCached ? "cached" : "lease";
			holders.set(holder, { key, version, bytes, ...process, holds });
		}
	}
	for (const { id, key, bytes, process } of pending) {
		const holder = { key, version: 0, bytes, ...process };
		holders.set(id, { ...holder, holds: "pending" });
	}
	return {
		capacity: quota.capacity,
		used: quota.used,
		free: quota.free,
		pending: quota.pending,
		recycled: quota.recycled,
		spilled: spilled.bytes,
		objects: shelf.size,
		leases,
		holders: [...holders.values()]
			.sort((a, b) => b.bytes - a.bytes)
			.slice(0, holderCount),
	};
}
