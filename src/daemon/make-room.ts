import type { MakeRoom } from "./memory.ts";
import type { Shelf } from "./shelf.ts";
import type { SpillFiles } from "./spill-files.ts";
import type { Storage } from "./storage.ts";
import type { StoredVersion } from "./stored-version.ts";

type Victim = StoredVersion & { segment: string };

/** Takes the least recently used off the shelf. */
export function evictFrom(shelf: Shelf): MakeRoom {
	return async (missing) => {
		const victims = victimsFor(shelf, missing);
		for (const { key } of victims) shelf.delete(key, "evict");
		return victims.length > 0;
	};
}

/** Moves the least recently used to disk. */
export function spillFrom(
	shelf: Shelf,
	storage: Storage,
	files: SpillFiles,
): MakeRoom {
	return async (missing) => {
		const victims = victimsFor(shelf, missing);
		for (const victim of victims) await spill(victim, shelf, storage, files);
		return victims.length > 0;
	};
}

/** Enough of them, or none: nothing goes in vain. */
function victimsFor(shelf: Shelf, missing: number): Victim[] {
	const victims: Victim[] = [];
	let bytes = 0;
	for (const stored of shelf.dispensable()) {
		victims.push(stored);
		bytes += stored.bytes;
		if (bytes >= missing) return victims;
	}
	return [];
}

async function spill(
	victim: Victim,
	shelf: Shelf,
	storage: Storage,
	files: SpillFiles,
): Promise<void> {
	const to = files.path(victim);
	await storage.run("spill", { path: shelf.pathOf(victim), to });
	// While it was copied, others could lease it, replace it or delete it.
	if (shelf.isCurrent(victim) && victim.leases.size === 0) shelf.spill(victim);
	else await storage.run("free", { paths: [to] });
}
