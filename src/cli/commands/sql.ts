import { namedBy } from "../../client/put-options.ts";
import { writeStream } from "../../client/write-stream.ts";
import { collectPieces } from "../../formats/collect-pieces.ts";
import type { PipedJob } from "../../formats/polars-pipe.ts";
import type { Sealed } from "../../protocol/messages.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { keyArgument } from "../input/key-argument.ts";
import { openQuery, type Query } from "../input/open-query.ts";
import { checkReadOptions, readOptions } from "../input/read-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { dataTable } from "../output/data-table.ts";
import { jsonRows } from "../output/json-rows.ts";
import { note } from "../output/notes.ts";
import { printJson } from "../output/print-json.ts";
import { TableTarget } from "../output/table-target.ts";
import { formatRows } from "../output/units.ts";
import { write } from "../output/write.ts";
import { outputFormatOption, writtenFormat } from "../output/written-format.ts";
import { UsageError } from "../usage-error.ts";

const defaultRows = 40;
const { group: _, ...ungrouped } = outputFormatOption;

export const sql = defineCommand({
	name: "sql",
	description:
		"Answers a query in SQL over tables on the shelf, by their keys, and files, by their paths in quotes. Prints the first rows, or writes all to a file or back onto the shelf.",
	positional: {
		name: "QUERY",
		summary: "a SELECT statement, in quotes as one argument",
		min: 1,
		max: 1,
	},
	options: {
		table: {
			kind: "pairs",
			hint: "NAME=SOURCE",
			summary:
				"what a name in the query stands for: a file or shelf:KEY; may be repeated",
		},
		rows: {
			kind: "integer",
			alias: "n",
			hint: "N",
			min: 0,
			max: 1e6,
			summary: `rows that are printed (default: ${defaultRows})`,
		},
		output: {
			kind: "text",
			alias: "o",
			hint: "FILE",
			summary: "write all rows to a file, - for standard output",
		},
		outputFormat: ungrouped,
		key: {
			kind: "text",
			alias: "k",
			hint: "KEY",
			summary: "put all rows on the shelf under this key",
		},
		replace: {
			kind: "flag",
			summary: "take the place of what is there under --key",
		},
		...readOptions,
		json: { ...jsonOption, summary: "print all rows as JSON" },
	},
	examples: [
		"sql 'select count(*), avg(x) from points'",
		`sql 'select * from "day-1.parquet" where x > 0' -o near.csv`,
		"sql 'select p.*, n.name from points p join n on p.id = n.id' --table n=names.csv --key named",
	],
	async run(
		{
			dir,
			table,
			rows,
			output,
			outputFormat,
			key: named,
			replace,
			json,
			...how
		},
		[text = ""],
	) {
		const key = named === undefined ? undefined : keyArgument(named);
		if (key !== undefined && output !== undefined) {
			throw new UsageError("--key and --output exclude each other");
		}
		if (output === undefined && outputFormat !== undefined) {
			throw new UsageError(
				"--output-format needs --output: where it is written",
			);
		}
		const signal = interruptSignal();
		const target =
			output === undefined
				? null
				: new TableTarget(
						output,
						writtenFormat(output, outputFormat, "--output-format"),
					);
		const reading = checkReadOptions(how, ["the query"]);
		await using query = await openQuery(
			text,
			table ?? {},
			dir,
			reading,
			signal,
		);
		if (key !== undefined) {
			report(await putRows(query, key, replace, dir, signal), json);
		} else if (target !== null) {
			await query.run({ sink: target.sink }, (pieces) =>
				target.writePieces(pieces),
			);
		} else if (json) {
			const bytes = await query.run(
				{ sink: { format: "ndjson" } },
				collectPieces,
			);
			write(1, jsonRows(bytes));
		} else {
			await printRows(query, rows ?? defaultRows);
		}
	},
});

async function putRows(
	query: Query,
	key: string,
	replace: boolean,
	dir: string | undefined,
	signal: AbortSignal,
): Promise<Sealed> {
	await using shelf = await openShelf({ dir, autostart: true });
	const options = { key, replace, signal };
	return await query.run({ sink: { format: "arrow" } }, (pieces) =>
		shelf.putBy((channel, how) => {
			const object = { kind: "table", ...namedBy(how) } as const;
			return writeStream(channel, object, pieces, how);
		}, options),
	);
}

function report({ key, version, kind, bytes, rows }: Sealed, json: boolean) {
	if (json) printJson({ key, version, kind, bytes, rows });
	else write(1, `${key}\n`);
}

async function printRows(query: Query, rowCount: number): Promise<void> {
	const job: Pick<PipedJob, "sink" | "rowLimit"> = {
		sink: { format: "arrow" },
		rowLimit: rowCount + 1,
	};
	const bytes = await query.run(job, collectPieces);
	const { text, isAll } = await dataTable(bytes, rowCount);
	write(1, text);
	if (!isAll) {
		note(
			`The first ${rowCount === 1 ? "row" : formatRows(rowCount)}; -n N shows more, -o FILE writes all`,
		);
	}
}
