import { columnPlaces } from "../arrow/column-places.ts";
import type { ArrowFile } from "../arrow/file.ts";
import { type ArrowField, typeName } from "../arrow/types.ts";
import { FileError } from "../errors.ts";
import { checkWritable } from "../formats/check-writable.ts";
import { collectPieces } from "../formats/collect-pieces.ts";
import type { ColumnFacts } from "../formats/polars-job.ts";
import { PolarsPipe } from "../formats/polars-pipe.ts";
import { cellText } from "./output/cell-text.ts";
import { polarsCommand } from "./polars-command.ts";

/** A column in numbers; values as text, null where there is none. */
export interface ColumnDescription {
	readonly name: string;
	readonly type: string;
	readonly nulls: number;
	readonly min: string | null;
	readonly max: string | null;
	readonly mean: string | null;
	/** In memory, without dictionaries. */
	readonly bytes: number;
}

const ordered =
	/^(u?int|float|decimal|bool|date|time|duration|(large_)?utf8|utf8_view)/;
const averaged = /^(u?int|float|decimal)/;

/**
 * Looks at all values of a table.
 * @param path opens the file
 * @throws {CancelledError} when the signal is aborted
 */
export async function describeTable(
	{ schema, batches }: ArrowFile,
	path: string,
	signal: AbortSignal,
): Promise<ColumnDescription[]> {
	const sizes = schema.map(() => 0);
	const nulls = schema.map(() => 0);
	for (const batch of batches) {
		const places = columnPlaces(schema, batch);
		const starts = places.map(({ buffer }) => buffer);
		for (const [index, { node }] of places.entries()) {
			nulls[index] = (nulls[index] ?? 0) + (batch.nodes[2 * node + 1] ?? 0);
		}
		for (const [index, start] of starts.entries()) {
			const end = starts[index + 1] ?? batch.buffers.length / 2;
			for (let i = start; i < end; i++) {
				sizes[index] = (sizes[index] ?? 0) + (batch.buffers[2 * i + 1] ?? 0);
			}
		}
	}
	const known = schema.every(isKnown) ? schema : [];
	const text = await factsOf(known, path, signal);
	return schema.map((field, index) => {
		const at = known.indexOf(field);
		return {
			name: field.name,
			type: typeName(field),
			nulls: nulls[index] ?? 0,
			min: text(`min${at}`),
			max: text(`max${at}`),
			mean: text(`mean${at}`),
			bytes: sizes[index] ?? 0,
		};
	});
}

/** Whether polars can look at a column; of a table with one that it cannot,
 * the values are not looked at. */
function isKnown(field: ArrowField): boolean {
	try {
		checkWritable([field], "arrow");
		return true;
	} catch (error) {
		if (error instanceof FileError) return false;
		throw error;
	}
}

async function factsOf(
	fields: readonly ArrowField[],
	path: string,
	signal: AbortSignal,
): Promise<(name: string) => string | null> {
	const facts = fields.map((field): ColumnFacts => {
		const type = field.dictionary ? "" : typeName(field);
		return {
			name: field.name,
			hasRange: ordered.test(type),
			hasMean: averaged.test(type),
		};
	});
	if (!facts.some(({ hasRange }) => hasRange)) return () => null;
	using pipe = new PolarsPipe(polarsCommand());
	const tables = [{ name: "table", path, format: "arrow" } as const];
	const job = { tables, facts, sink: { format: "arrow" } } as const;
	const bytes = await collectPieces(pipe.pieces(job, signal));
	const arrow = await import("apache-arrow");
	const row = arrow.tableFromIPC(bytes);
	return (name) => {
		const column = row.getChild(name);
		return column === null ? null : cellText(arrow, column, 0);
	};
}
