import { linkSync } from "node:fs";
import { join } from "node:path";
import { type FileFacts, fileFacts } from "../os/file-facts.ts";
import { type ObjectName, parseObjectName } from "../protocol/object-name.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogRow } from "./catalog-row.ts";
import { fileNames, type ShelfPaths } from "./directory.ts";
import { isPartName } from "./part-name.ts";
import type { Storage } from "./storage.ts";
import { plainOptions, type StoredVersion } from "./stored-version.ts";
import { uniqueName } from "./unique-name.ts";

/** What a start works with. */
interface Remains {
	readonly paths: ShelfPaths;
	/** Where spilled objects are, if anywhere. */
	readonly spillDirectory: string | undefined;
	/** Whether all places are there where objects can be: else the rows of those
	 * that are not seen are kept. */
	readonly isWhole: boolean;
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
	const { paths, spillDirectory, isWhole, storage, catalog, warn } = remains;
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
	if (isWhole) catalog.deleteAll(reader.rowsWithoutFile());
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
	readNewest(
		found: Found[],
	): StoredVersion | undefined | Promise<StoredVersion | undefined> {
		found.sort(
			(a, b) =>
				b.version - a.version || Number(a.isSpilled) - Number(b.isSpilled),
		);
		return this.#readFrom(found, 0);
	}

	/** Of 100,000 as a rule all are known: none of them waits. */
	#readFrom(
		found: Found[],
		at: number,
	): StoredVersion | undefined | Promise<StoredVersion | undefined> {
		const file = found[at];
		if (file === undefined) return undefined;
		try {
			const facts = fileFacts(file.path);
			const known = this.#readKnown(file, facts);
			if (known !== undefined) return this.#take(known, found, at);
			return this.#inspect(file, facts).then(
				(stored) => this.#take(stored, found, at),
				(error) => this.#leave(error, found, at),
			);
		} catch (error) {
			return this.#leave(error, found, at);
		}
	}

	#take(
		stored: StoredVersion,
		found: Found[],
		at: number,
	): StoredVersion | undefined {
		const { expiresMs } = stored.options;
		const isOver = expiresMs !== null && expiresMs <= Date.now();
		this.gone.push(...found.slice(isOver ? at : at + 1));
		if (isOver) this.#known.delete(nameOf(stored));
		return isOver ? undefined : stored;
	}

	/** A damaged one stays where it is; the next one may count. */
	#leave(error: unknown, found: Found[], at: number) {
		const path = found[at]?.path ?? "";
		this.#remains.warn(`Leaving ${quoted(path)}: ${(error as Error).message}`);
		return this.#readFrom(found, at + 1);
	}

	#readKnown(file: Found, facts: FileFacts): StoredVersion | undefined {
		const row = this.#rows.get(nameOf(file));
		const isIt =
			row !== undefined &&
			row.kind === file.kind &&
			row.bytes === facts.size &&
			row.createdMs === facts.modifiedMs;
		if (!isIt) return undefined;
		this.#known.add(nameOf(row));
		const segment = this.#knownSegment(row, file, facts);
		return { ...row, ...formOf(file), segment, leases: new Set() };
	}

	async #inspect(file: Found, facts: FileFacts): Promise<StoredVersion> {
		const { path, key, version, kind } = file;
		const found = await this.#remains.storage.run("inspect", { path, kind });
		const stored = {
			key,
			version,
			kind,
			...found,
			...formOf(file),
			segment: this.#segment(file, facts),
			lastUsedMs: found.createdMs,
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
		facts: FileFacts,
	): string | undefined {
		const { segment } = row;
		const isThere = segment !== undefined && this.segmentNames.has(segment);
		return isThere && !file.isSpilled && facts.linkCount > 1
			? segment
			: this.#segment(file, facts);
	}

	/** An object that somebody brought by hand has no segment: give it one. */
	#segment(
		{ path, isSpilled }: Found,
		{ inode }: FileFacts,
	): string | undefined {
		if (isSpilled) return undefined;
		this.#segmentsByInode ??= new Map(
			[...this.segmentNames].map((name) => [
				fileFacts(join(this.#remains.paths.segments, name)).inode,
				name,
			]),
		);
		const known = this.#segmentsByInode.get(inode);
		if (known !== undefined) return known;
		const segment = uniqueName();
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

/** By its name, which is what will be taken away, whatever is in the file. */
function formOf({ isTree = false }: ObjectName): Pick<ObjectName, "isTree"> {
	return { isTree };
}

/** Copies that were not finished, or not wanted any more. */
function unfinished(spillDirectory: string | undefined): string[] {
	if (spillDirectory === undefined) return [];
	return fileNames(spillDirectory)
		.filter(isPartName)
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
		.filter((path) => fileFacts(path).linkCount === 1);
	await storage.run("free", { paths });
}

function nameOf({ key, version }: Pick<ObjectName, "key" | "version">): string {
	return `${key}@${version}`;
}

function quoted(path: string): string {
	return JSON.stringify(path);
}
