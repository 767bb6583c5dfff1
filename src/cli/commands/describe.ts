import { formatSize } from "../../format-size.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { type ColumnDescription, describeTable } from "../describe-table.ts";
import { isBareKey } from "../input/is-bare-key.ts";
import { openKeyOrFile } from "../input/open-key-or-file.ts";
import { checkReadOptions, readOptions } from "../input/read-options.ts";
import { readSource } from "../input/read-source.ts";
import { interruptSignal } from "../interrupt.ts";
import { printJson } from "../output/print-json.ts";
import { formatTable } from "../output/table.ts";
import { faint } from "../output/terminal.ts";
import { formatCount, formatRows } from "../output/units.ts";
import { write } from "../output/write.ts";

export const describe = defineCommand({
	name: "describe",
	description:
		"Shows the columns of a table: type, nulls, least and largest value, mean, and the bytes they take in memory.",
	positional: {
		name: "KEY|FILE",
		summary: "a key, shelf:KEY, a file of any format, or - for standard input",
		min: 1,
		max: 1,
	},
	options: { ...readOptions, json: jsonOption },
	examples: ["describe points", "describe points.parquet --json"],
	async run({ dir, json, ...how }, [argument = ""]) {
		const signal = interruptSignal();
		const options = checkReadOptions(how, [
			isBareKey(argument) ? `shelf:${argument}` : argument,
		]);
		await using source = await openKeyOrFile(argument, dir, options);
		const file = readSource(source);
		const columns = await describeTable(file, source.path, signal);
		const { rowCount: rows } = file;
		if (json) {
			printJson({ rows, columns, bytes: source.bytes.byteLength });
			return;
		}
		write(1, table(columns));
		const size = formatSize(source.bytes.byteLength);
		write(1, faint(1, `\n${formatRows(rows)}, ${size}\n`));
	},
});

function table(columns: readonly ColumnDescription[]): string {
	return formatTable(
		[
			{ title: "COLUMN" },
			{ title: "TYPE" },
			{ title: "NULLS", align: "right" },
			{ title: "MIN", align: "right" },
			{ title: "MAX", align: "right" },
			{ title: "MEAN", align: "right" },
			{ title: "SIZE", align: "right" },
		],
		columns.map(({ name, type, nulls, min, max, mean, bytes }) => {
			const edges = /^float/.test(type) ? [min, max].map(rounded) : [min, max];
			return [
				name,
				type,
				formatCount(nulls),
				...[...edges, rounded(mean)].map(shortened),
				formatSize(bytes),
			];
		}),
	);
}

/** Floating point has no more digits than say something; --json has all. */
function rounded(number: string | null): string | null {
	const digits = 7;
	if (number === null || !/^-?\d+\.\d+$/.test(number)) return number;
	const value = Number(Number(number).toPrecision(digits));
	return Math.abs(value) < 10 ** digits
		? String(value)
		: String(Math.round(Number(number)));
}

function shortened(text: string | null): string {
	if (text === null) return "";
	return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
