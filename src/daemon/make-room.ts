import { askBack } from "./ask-back.ts";
import type { MakeRoom } from "./memory.ts";
import type { Shelf } from "./shelf.ts";
import type { SpillFiles } from "./spill-files.ts";
import type { Storage } from "./storage.ts";
import {
	chooseVictims,
	isDispensable,
	isOnlyKept,
	type Victim,
} from "./victims.ts";

/** How one version leaves memory. */
type Remove = (victim: Victim) => void | Promise<void>;

/**
 * Makes room: by having readers give back what has gone and they only keep;
 * then, where that is allowed, by taking the least recently used out of memory.
 */
export function makeRoom(shelf: Shelf, remove?: Remove): MakeRoom {
	return async (missing) => {
		const going = [...shelf.departed].filter(isOnlyKept);
		if (await askBack(going)) return true;
		if (remove === undefined) return false;
		const victims = chooseVictims(shelf, missing);
		if (victims.length === 0) return false;
		const kept = victims.filter(isOnlyKept);
		if (kept.length > 0) {
			// Whether they can go shows only now: nothing must have gone in vain.
			await askBack(kept);
			return true;
		}
		let removed = 0;
		for (const victim of victims) {
			// Others could have it by now, or it is gone.
			if (!isDispensable(victim, shelf)) continue;
			await remove(victim);
			removed += 1;
		}
		return removed > 0;
	};
}

/** Takes a version off the shelf. */
export function evictFrom(shelf: Shelf): Remove {
	return ({ key }) => {
		shelf.delete(key, "evict");
	};
}

/** Moves a version to disk. */
export function spillFrom(
	shelf: Shelf,
	storage: Storage,
	files: SpillFiles,
): Remove {
	return async (victim) => {
		const part = files.partPath(victim);
		try {
			const path = shelf.pathOf(victim);
			await storage.run("spill", { path, to: part });
			// While it was copied, others could lease, pin, replace or delete it.
			if (isDispensable(victim, shelf)) return shelf.spill(victim, part);
		} catch (error) {
			await files.free(part);
			if (isDispensable(victim, shelf)) throw error;
			return;
		}
		await files.free(part);
	};
}
