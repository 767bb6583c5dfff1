import { statSync } from "node:fs";
import { checkArrowFile } from "../../arrow/check-file.ts";
import { readArrowFile } from "../../arrow/file.ts";
import { needsRewriting } from "../../arrow/needs-rewriting.ts";
import { namedBy, type PutOptions } from "../../client/put-options.ts";
import type { Shelf } from "../../client/shelf.ts";
import {
	detectFile,
	type FileSource,
	type NamedFile,
	openFileSource,
	type ReadOptions,
} from "../../formats/file-source.ts";
import type { FormatName } from "../../formats/format.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import type { ReadControl } from "../../formats/read-table.ts";
import type { Sealed } from "../../protocol/messages.ts";
import { acquireMapping } from "../../segments/mapping.ts";
import { polarsCommand } from "../polars-command.ts";
import { namingTheSource } from "./naming-the-source.ts";
import { notePlainTypes } from "./note-plain-types.ts";

/** A file that was looked at, and can be put. Dispose of it in any case. */
export interface PutInput extends Disposable {
	put(shelf: Shelf, options: PutOptions): Promise<Sealed>;
}

export interface PutInputOptions extends ReadOptions {
	/** Lets polars start already while the file is looked at. */
	readonly isAlone: boolean;
	/** One that was started before; stays the caller's. */
	readonly polars: PolarsPipe | undefined;
}

/**
 * Looks at a file that is to be put on the shelf: an Arrow IPC file is copied
 * as it is, an Arrow stream batch by batch, any other format read by polars
 * and written to the shelf while it is read.
 * @throws {FileError} `unreadable`, `unsupported_format`
 */
export async function openPutInput(
	file: NamedFile,
	{ isAlone, polars, ...options }: PutInputOptions,
): Promise<PutInput> {
	const detected = await detectFile(file, options);
	const isArrow = /^arrow/.test(detected.format);
	if (isArrow) polars?.[Symbol.dispose]();
	if (detected.format === "arrow") {
		// One alone is checked where it is copied to.
		if (!isAlone) checkArrow(file);
		const put: PutInput["put"] = (shelf, how) =>
			putArrow(shelf, file, how).catch((error) => {
				throw namingTheSource(error, file.name);
			});
		return { put, [Symbol.dispose]() {} };
	}
	if (detected.format === "arrow-stream") {
		const put: PutInput["put"] = (shelf, how) => putStream(shelf, file, how);
		return { put, [Symbol.dispose]() {} };
	}
	const command = polarsCommand();
	using started = new DisposableStack();
	const pipe = polars ?? (isAlone ? new PolarsPipe(command) : undefined);
	started.use(pipe);
	const source = await openFileSource(detected, options);
	const kept = started.move();
	return {
		put: (shelf, how) => putRead(shelf, source, { command, pipe }, how),
		[Symbol.dispose]: () => kept.dispose(),
	};
}

function checkArrow({ name, path }: NamedFile): void {
	try {
		using mapping = acquireMapping(path);
		const file = readArrowFile(mapping.file);
		if (!needsRewriting(file)) checkArrowFile(mapping.file);
	} catch (error) {
		throw namingTheSource(error, name);
	}
}

async function putArrow(
	shelf: Shelf,
	{ name, path }: NamedFile,
	options: PutOptions,
): Promise<Sealed> {
	if (name === path) {
		const sealed = await shelf.putFile(path, options);
		using mapping = acquireMapping(path);
		notePlainTypes(name, readArrowFile(mapping.file));
		return sealed;
	}
	const { putBytes } = await import("../../client/put-bytes.ts");
	using mapping = acquireMapping(path);
	const sealed = await shelf.putBy(
		(channel, how) => putBytes(channel, mapping.bytes, how),
		options,
	);
	notePlainTypes(name, readArrowFile(mapping.file));
	return sealed;
}

async function putStream(
	shelf: Shelf,
	file: NamedFile,
	options: PutOptions,
): Promise<Sealed> {
	const [{ batchesOfStream }, { putBatches }] = await Promise.all([
		import("../../formats/batches-of-stream.ts"),
		import("../../client/put-batches.ts"),
	]);
	const batches = await batchesOfStream(file);
	return await shelf.putBy(
		(channel, how) => putBatches(channel, batches, how),
		options,
	);
}

async function putRead(
	shelf: Shelf,
	source: FileSource,
	control: ReadControl,
	options: PutOptions,
): Promise<Sealed> {
	const [{ readTable }, { writeStream }] = await Promise.all([
		import("../../formats/read-table.ts"),
		import("../../client/write-stream.ts"),
	]);
	const { signal } = options;
	return await readTable(source, { ...control, signal }, ({ pieces, check }) =>
		shelf.putBy((channel, how) => {
			const object = { kind: "table", ...namedBy(how) } as const;
			return writeStream(channel, object, pieces, how, {
				expectedBytes: expectedBytes(source),
				async check(path, size) {
					using mapping = acquireMapping(path, size);
					await check(readArrowFile(mapping.file));
				},
			});
		}, options),
	);
}

const mostAhead = 128 * 1024 * 1024;

/** How much a byte of a file becomes on the shelf, about. */
const growth: Partial<Record<FormatName, number>> = {
	csv: 0.75,
	tsv: 0.75,
	ndjson: 0.4,
	json: 0.4,
	parquet: 1.25,
};

function expectedBytes({
	path,
	format,
	compression,
}: FileSource): number | undefined {
	const factor = growth[format];
	if (factor === undefined || compression !== null) return undefined;
	const { size } = statSync(path);
	// Numbers as they are usually compressed; reserving that much ahead for all of
	// a large file would take seconds.
	const packed = format === "parquet" ? Math.min(size, mostAhead) : 0;
	return Math.ceil(size * factor) + packed;
}
