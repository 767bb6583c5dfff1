import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, type Stats } from "node:fs";
import { join } from "node:path";
import { type ObjectName, parseObjectName } from "../protocol/object-name.ts";
import { partSuffix } from "../segments/spill-file.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogRow } from "./catalog-row.ts";
import { fileNames, type ShelfPaths } from "./directory.ts";
import type { Storage } from "./storage.ts";
import { plainOptions, type StoredVersion } from "./stored-version.ts";

/** What a start works with. */
interface Remains {
	readonly paths: ShelfPaths;
	/** Where spilled objects are, if anywhere. */
	readonly spillDirectory: string | undefined;
	readonly storage: Storage;
	readonly catalog: Catalog;
	readonly warn: (message: string) => void;
}

/** A file with an object's name. */
interface Found extends ObjectName {
	readonly path: string;
	readonly isSpilled: boolean;
}

/**
 * Reads the shelf from its files, and puts right what a crash left: of two
 * versions of a key the higher counts and the other is freed, of one that lies
 * in memory and on disk the one in memory, and a segment without a name in
 * objects/ is nobody's and is freed, as is what had expired. A file that the
 * catalog knows is taken as it is; any other is looked into. A name that is not
 * ours, or a file that is damaged, is left and warned about; a version below a
 * damaged one counts.
 *
 * @returns the versions on the shelf; all that is freed is free
 */
export async function recover(remains: Remains): Promise<StoredVersion[]> {
	const { paths, spillDirectory, storage, catalog, warn } = remains;
	const reader = new Reader(remains);
	const names = [
		...namesIn(paths.objects, false, warn),
		...spilledNames(remains),
	];
	const byKey = Map.groupBy(names, ({ key }) => key);
	const newest = await Promise.all(
		[...byKey.values()].map((found) => reader.readNewest(found)),
	);
	const versions = newest.filter((stored) => stored !== undefined);
	await storage.run("free", {
		paths: [
			...reader.gone.map(({ path }) => path),
			...fileNames(paths.free).map((name) => join(paths.free, name)),
			...unfinished(spillDirectory),
		],
	});
	await freeUnnamed(reader.segmentNames, versions, paths, storage);
	catalog.deleteAll(reader.rowsWithoutFile());
	catalog.putAll(reader.unknown);
	if (reader.unknown.length > 0) {
		warn(
			`Of ${reader.unknown.length} objects only the files are known${catalog.wasDamaged ? ", since the catalog was damaged" : ""}: if they had a ttl, a pin or metadata, that is lost`,
		);
	}
	return versions;
}

class Reader {
	/** Files that are of no use any more. */
	readonly gone: { readonly path: string }[] = [];
	/** Names in segments/ when the start began. */
	readonly segmentNames: ReadonlySet<string>;
	/** What is on the shelf and the catalog did not know. */
	readonly unknown: StoredVersion[] = [];
	readonly #remains: Remains;
	readonly #rows = new Map<string, CatalogRow>();
	/** Names of files whose rows are right. */
	readonly #known = new Set<string>();
	#segmentsByInode: ReadonlyMap<number, string> | undefined;

	constructor(remains: Remains) {
		this.#remains = remains;
		for (const row of remains.catalog.rows()) {
			this.#rows.set(nameOf(row), row);
		}
		this.segmentNames = new Set(fileNames(remains.paths.segments));
	}

	/** What the catalog says of versions that are not there. */
	rowsWithoutFile(): CatalogRow[] {
		const rows = [...this.#rows];
		return rows.flatMap(([name, row]) => (this.#known.has(name) ? [] : [row]));
	}

	/** The highest version that is sound; those below it go, and it goes itself
	 * when its time is over. */
	async readNewest(found: Found[]): Promise<StoredVersion | undefined> {
		found.sort(
			(a, b) =>
				b.version - a.version || Number(a.isSpilled) - Number(b.isSpilled),
		);
		for (const [at, file] of found.entries()) {
			const stored = await this.#read(file);
			if (stored === undefined) continue;
			const { expiresMs } = stored.options;
			const isOver = expiresMs !== null && expiresMs <= Date.now();
			this.gone.push(...found.slice(isOver ? at : at + 1));
			return isOver ? undefined : stored;
		}
		return undefined;
	}

	async #read(file: Found): Promise<StoredVersion | undefined> {
		try {
			const stats = lstatSync(file.path);
			return this.#readKnown(file, stats) ?? (await this.#inspect(file, stats));
		} catch (error) {
			const why = (error as Error).message;
			this.#remains.warn(`Leaving ${quoted(file.path)}: ${why}`);
			return undefined;
		}
	}

	#readKnown(file: Found, stats: Stats): StoredVersion | undefined {
		const row = this.#rows.get(nameOf(file));
		const isIt =
			row !== undefined &&
			row.kind === file.kind &&
			row.bytes === stats.size &&
			row.createdMs === Math.round(stats.mtimeMs);
		if (!isIt) return undefined;
		this.#known.add(nameOf(row));
		const segment = this.#knownSegment(row, file, stats);
		return { ...row, segment, leases: new Set() };
	}

	async #inspect(file: Found, stats: Stats): Promise<StoredVersion> {
		const { path, key, version, kind } = file;
		const facts = await this.#remains.storage.run("inspect", { path, kind });
		const stored = {
			key,
			version,
			kind,
			...facts,
			segment: this.#segment(file, stats),
			lastUsedMs: facts.createdMs,
			options: plainOptions,
			leases: new Set<never>(),
		};
		this.unknown.push(stored);
		return stored;
	}

	/** Names of segments are never used twice: one that is there is the same.
	 * Asking for the inodes of all would take longer than the rest. */
	#knownSegment(
		row: CatalogRow,
		file: Found,
		stats: Stats,
	): string | undefined {
		const { segment } = row;
		const isThere = segment !== undefined && this.segmentNames.has(segment);
		return isThere && !file.isSpilled && stats.nlink > 1
			? segment
			: this.#segment(file, stats);
	}

	/** An object that somebody brought by hand has no segment: give it one. */
	#segment({ path, isSpilled }: Found, { ino }: Stats): string | undefined {
		if (isSpilled) return undefined;
		this.#segmentsByInode ??= new Map(
			[...this.segmentNames].map((name) => [
				lstatSync(join(this.#remains.paths.segments, name)).ino,
				name,
			]),
		);
		const known = this.#segmentsByInode.get(ino);
		if (known !== undefined) return known;
		const segment = randomBytes(8).toString("hex");
		linkSync(path, join(this.#remains.paths.segments, segment));
		return segment;
	}
}

function spilledNames({ spillDirectory }: Remains): Found[] {
	// What else lies there is a person's own business.
	return spillDirectory === undefined
		? []
		: namesIn(spillDirectory, true, () => {});
}

/** Copies that were not finished, or not wanted any more. */
function unfinished(spillDirectory: string | undefined): string[] {
	if (spillDirectory === undefined) return [];
	return fileNames(spillDirectory)
		.filter((name) => name.endsWith(partSuffix))
		.filter((name) => parseObjectName(name.slice(0, -partSuffix.length)))
		.map((name) => join(spillDirectory, name));
}

function namesIn(
	directory: string,
	isSpilled: boolean,
	warn: (message: string) => void,
): Found[] {
	return fileNames(directory).flatMap((file) => {
		const name = parseObjectName(file);
		const path = join(directory, file);
		if (name !== undefined) return [{ ...name, path, isSpilled }];
		warn(`Leaving ${quoted(path)}: not the name of an object`);
		return [];
	});
}

async function freeUnnamed(
	segmentNames: ReadonlySet<string>,
	versions: readonly StoredVersion[],
	{ segments }: ShelfPaths,
	storage: Storage,
): Promise<void> {
	const named = new Set(versions.map(({ segment }) => segment));
	// A damaged object that was left has a segment, too.
	const paths = [...segmentNames]
		.filter((name) => !named.has(name))
		.map((name) => join(segments, name))
		.filter((path) => lstatSync(path).nlink === 1);
	await storage.run("free", { paths });
}

function nameOf({ key, version }: Pick<ObjectName, "key" | "version">): string {
	return `${key}@${version}`;
}

function quoted(path: string): string {
	return JSON.stringify(path);
}
