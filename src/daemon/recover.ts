import { randomBytes } from "node:crypto";
import { linkSync, lstatSync } from "node:fs";
import { join } from "node:path";
import {
	type ObjectName,
	objectName,
	parseObjectName,
} from "../protocol/object-name.ts";
import { fileNames, type ShelfPaths } from "./directory.ts";
import type { Storage } from "./storage.ts";
import type { StoredVersion } from "./stored-version.ts";

/**
 * Reads the shelf from its files, and puts right what a crash left: of two
 * versions of a key the higher counts and the other is freed, and a segment
 * without a name in objects/ is nobody's and is freed. A name that is not
 * ours, or a file that is damaged, is left and warned about; a version below
 * a damaged one counts.
 *
 * @returns the versions on the shelf; all that is freed is free
 */
export async function recover(
	paths: ShelfPaths,
	storage: Storage,
	warn: (message: string) => void,
): Promise<StoredVersion[]> {
	const reader = { paths, storage, warn, segments: segmentsByInode(paths) };
	const versions = await Promise.all(
		[...namesByKey(paths, warn).values()].map((names) =>
			readNewest(names, reader),
		),
	);
	await freeUnnamed(paths, storage);
	return versions.filter((version) => version !== undefined);
}

interface Reader {
	readonly paths: ShelfPaths;
	readonly storage: Storage;
	readonly warn: (message: string) => void;
	readonly segments: ReadonlyMap<number, string>;
}

function segmentsByInode({ segments }: ShelfPaths): Map<number, string> {
	return new Map(
		fileNames(segments).map((name) => [
			lstatSync(join(segments, name)).ino,
			name,
		]),
	);
}

function namesByKey(
	{ objects }: ShelfPaths,
	warn: (message: string) => void,
): Map<string, ObjectName[]> {
	const names = fileNames(objects).flatMap((file) => {
		const name = parseObjectName(file);
		if (name !== undefined) return [name];
		warn(`Leaving ${quoted(join(objects, file))}: not the name of an object`);
		return [];
	});
	return Map.groupBy(names, ({ key }) => key);
}

/** The highest version that is sound; those below it are freed. */
async function readNewest(
	names: ObjectName[],
	reader: Reader,
): Promise<StoredVersion | undefined> {
	names.sort((a, b) => b.version - a.version);
	for (const [at, name] of names.entries()) {
		const stored = await readVersion(name, reader);
		if (stored === undefined) continue;
		const paths = names
			.slice(at + 1)
			.map((below) => join(reader.paths.objects, objectName(below)));
		if (paths.length > 0) await reader.storage.run("free", { paths });
		return stored;
	}
	return undefined;
}

async function readVersion(
	name: ObjectName,
	{ paths, storage, warn, segments }: Reader,
): Promise<StoredVersion | undefined> {
	const path = join(paths.objects, objectName(name));
	try {
		const facts = await storage.run("inspect", { path, kind: name.kind });
		const segment =
			segments.get(lstatSync(path).ino) ?? linkSegment(path, paths);
		const lastUsedMs = facts.createdMs;
		return { ...name, ...facts, segment, lastUsedMs, leases: new Set() };
	} catch (error) {
		warn(`Leaving ${quoted(path)}: ${(error as Error).message}`);
		return undefined;
	}
}

/** An object that somebody brought by hand has no segment: give it one. */
function linkSegment(path: string, { segments }: ShelfPaths): string {
	const segment = randomBytes(8).toString("hex");
	linkSync(path, join(segments, segment));
	return segment;
}

async function freeUnnamed(
	{ segments }: ShelfPaths,
	storage: Storage,
): Promise<void> {
	const paths = fileNames(segments)
		.map((name) => join(segments, name))
		.filter((path) => lstatSync(path).nlink === 1);
	await storage.run("free", { paths });
}

function quoted(path: string): string {
	return JSON.stringify(path);
}
