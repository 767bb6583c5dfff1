import { checkWritable } from "../../formats/check-writable.ts";
import { collectPieces } from "../../formats/collect-pieces.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { isBareKey } from "../input/is-bare-key.ts";
import { openKeyOrFile } from "../input/open-key-or-file.ts";
import { checkReadOptions, readOptions } from "../input/read-options.ts";
import { readSource } from "../input/read-source.ts";
import { interruptSignal } from "../interrupt.ts";
import { dataTable } from "../output/data-table.ts";
import { jsonRows } from "../output/json-rows.ts";
import { write } from "../output/write.ts";
import { polarsCommand } from "../polars-command.ts";

export const head = defineCommand({
	name: "head",
	description:
		"Prints the first rows of a table, its columns' names and types above them.",
	positional: {
		name: "KEY|FILE",
		summary: "a key, shelf:KEY, a file of any format, or - for standard input",
		min: 1,
		max: 1,
	},
	options: {
		rows: {
			kind: "integer",
			alias: "n",
			hint: "N",
			min: 0,
			max: 1e6,
			summary: "how many (default: 10)",
		},
		...readOptions,
		json: { ...jsonOption, summary: "print JSON, an array of objects" },
	},
	examples: ["head points", "head points.csv.gz -n 3 --json"],
	async run({ dir, rows: rowCount = 10, json, ...how }, [argument = ""]) {
		const signal = interruptSignal();
		const options = checkReadOptions(how, [
			isBareKey(argument) ? `shelf:${argument}` : argument,
		]);
		await using source = await openKeyOrFile(argument, dir, options, rowCount);
		const { schema } = readSource(source);
		const whole = source.bytes.whole;
		if (whole !== null && !json) {
			write(1, (await dataTable(whole, rowCount)).text);
			return;
		}
		checkWritable(schema, json ? "ndjson" : "arrow");
		using pipe = new PolarsPipe(polarsCommand());
		const pieces = pipe.pieces(
			{
				tables: [{ name: "table", path: source.path, format: "arrow" }],
				rowLimit: rowCount,
				sink: { format: json ? "ndjson" : "arrow" },
			},
			signal,
		);
		const bytes = await collectPieces(pieces);
		const text = json
			? jsonRows(bytes)
			: (await dataTable(bytes, rowCount)).text;
		write(1, text);
	},
});
