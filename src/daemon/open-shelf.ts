import { defaultCapacity } from "../os/memory-limits.ts";
import { Catalog } from "./catalog.ts";
import { Changes } from "./changes.ts";
import type { DaemonOptions } from "./daemon-options.ts";
import type { ShelfPaths } from "./directory.ts";
import { Epoch } from "./epoch.ts";
import { evictFrom, makeRoom, spillFrom } from "./make-room.ts";
import { Memory } from "./memory.ts";
import { ObjectFiles } from "./object-files.ts";
import { PendingSegments } from "./pending.ts";
import { Quota } from "./quota.ts";
import { recover } from "./recover.ts";
import { Restores } from "./restores.ts";
import { Shelf } from "./shelf.ts";
import { spillPlace, takeSpillDirectory } from "./spill-directory.ts";
import { SpillFiles } from "./spill-files.ts";
import type { Storage } from "./storage.ts";
import { isInMemory } from "./stored-version.ts";

/** What a daemon keeps a shelf with. Disposed, when idle, it lets go of the
 * files; what is sealed stays there. */
export interface ShelfParts extends Disposable {
	readonly shelf: Shelf;
	readonly pending: PendingSegments;
	readonly memory: Memory;
	readonly restores: Restores;
	readonly spilled: SpillFiles;
	readonly changes: Changes;
	/** Nothing happens by itself any more; resolves when nothing is under way. */
	idle(): Promise<void>;
}

/**
 * Recovers what is on a shelf, whose lock the caller has.
 * @throws {ConnectionError}, {ExistsError}, {FileError} for a spill directory
 * that cannot be used
 * @throws {FileError} when the shelf's own files cannot be written
 */
export async function openShelf(
	paths: ShelfPaths,
	storage: Storage,
	options: DaemonOptions & { readonly warn: (message: string) => void },
): Promise<ShelfParts> {
	const { directory, capacity, whenFull, warn } = options;
	using opening = new DisposableStack();
	const epoch = new Epoch(paths.epoch);
	opening.defer(() => epoch.close());
	const catalog = new Catalog(paths.catalog, warn);
	opening.defer(() => catalog.close());
	const place = spillPlace(options.spillDirectory, paths);
	const { directory: spillDirectory } = place;
	if (place.missing !== undefined) {
		const missing = JSON.stringify(place.missing);
		warn(`The spill directory ${missing} is not there: what lies in it is not`);
	}
	if (spillDirectory !== undefined) {
		opening.defer(takeSpillDirectory(spillDirectory, paths));
	} else if (whenFull === "spill") {
		throw new TypeError("Cannot spill without a spill directory");
	}

	const isWhole = place.missing === undefined;
	const remains = { paths, spillDirectory, isWhole, storage, catalog, warn };
	const versions = await recover(remains);
	const files = new ObjectFiles(paths);
	const changes = new Changes(epoch);
	const spilled = new SpillFiles(spillDirectory, storage, warn);
	let used = 0;
	for (const stored of versions) {
		if (isInMemory(stored)) used += stored.bytes;
		else spilled.add(stored);
	}
	const quota = new Quota(capacity ?? defaultCapacity(directory, used), used);
	const memory = new Memory(quota, files, storage, warn);
	const shelf = new Shelf(
		{ files, memory, spilled, catalog, changes, warn },
		versions,
	);
	opening.defer(() => shelf.expiry.stop());
	const remove =
		whenFull === "evict"
			? evictFrom(shelf)
			: whenFull === "spill"
				? spillFrom(shelf, storage, spilled)
				: undefined;
	memory.makeRoomBy(makeRoom(shelf, remove));
	const pending = new PendingSegments(shelf, files, storage, memory);
	const restores = new Restores(shelf, memory, storage, spilled, pending);
	const resources = opening.move();
	return {
		shelf,
		pending,
		memory,
		restores,
		spilled,
		changes,
		async idle() {
			shelf.expiry.stop();
			await pending.idle();
			await restores.idle();
			await memory.end();
			await storage.idle();
		},
		[Symbol.dispose]: () => resources.dispose(),
	};
}
