import { basename } from "node:path";
import { checkWhere } from "../../arrow/where/check-where.ts";
import type { Heatmap } from "../../engine/analysis/heatmap.ts";
import { placeNames } from "../../engine/vectors/place-names.ts";
import { defineCommand } from "../command.ts";
import { openSource } from "../input/open-source.ts";
import { splitReadOptions } from "../input/read-options.ts";
import { readVectors } from "../input/read-vectors.ts";
import { interruptSignal } from "../interrupt.ts";
import { printJson } from "../output/print-json.ts";
import { write } from "../output/write.ts";
import { drawHeatmap } from "../plot/draw-heatmap.ts";
import { heatmapScale } from "../plot/heatmap-values.ts";
import { pictureFile } from "../plot/picture-file.ts";
import { readBounds, readSize } from "../plot/read-size.ts";
import { checkUsage, UsageError } from "../usage-error.ts";
import { sourceArgument } from "./analysis-options.ts";
import { heatmapOptions } from "./heatmap-options.ts";

export const heatmap = defineCommand({
	name: "heatmap",
	description:
		"Draws where a table's rows lie, or the mean of a column there, on a grid: as a picture, or in the terminal.",
	positional: sourceArgument,
	options: heatmapOptions,
	examples: [
		"heatmap gps.arrow --columns lon,lat",
		"heatmap gps.arrow --columns lon,lat --value speed -o speed.png --size 1600x1200",
	],
	async run(values, [source = ""]) {
		const [reading, rest] = splitReadOptions(values, [source]);
		const { dir, json, ...options } = rest;
		const { columns, value, where, output, skipInvalid } = options;
		const stat = options.stat ?? (value === undefined ? "count" : "mean");
		if ((stat === "mean") !== (value !== undefined)) {
			throw new UsageError(
				stat === "mean"
					? "--stat mean needs --value COLUMN: whose mean is drawn"
					: "--stat count takes no --value: rows are counted",
			);
		}
		const size = readSize("size", options.size, output === undefined);
		const cells = readSize("cells", options.cells, true);
		const given = readBounds(options.bounds);
		const file = output === undefined ? null : pictureFile(output);
		checkUsage(() => checkWhere(where));
		const signal = interruptSignal();
		await using opened = await openSource(source, dir, reading);
		const names = columns ?? namesOfTwo(readVectors(opened, {}));
		const wanted = acrossAndUp(names);
		const [x = "", y = ""] = wanted;
		const drawn = await drawHeatmap(
			{
				source: readVectors(opened, {
					columns: value === undefined ? wanted : [...wanted, value],
					where,
				}),
				bounds: given,
				isOnEarth: placeNames.longitude.test(x) && placeNames.latitude.test(y),
				skipInvalid,
				signal,
			},
			{ title: options.title ?? basename(source), x, y, value: value ?? null },
			{ file, size, cells, isQuiet: json },
		);
		if (json) {
			printJson(summaryOf(drawn.map, wanted, value ?? null, output ?? null));
		} else {
			write(1, file === null ? drawn.text : `${drawn.subtitle}\n`);
		}
	},
});

/** The only two columns there are. */
function namesOfTwo({
	columns,
}: ReturnType<typeof readVectors>): readonly string[] {
	if (columns.length === 2) return columns.map(({ name }) => name);
	throw new UsageError(
		`heatmap needs two columns, and ${columns.length} are numeric: name them with --columns x,y, across and up`,
	);
}

/** Longitude goes across, in whatever order the two were named. */
function acrossAndUp(columns: readonly string[]): readonly string[] {
	const [first = "", second = ""] = columns;
	if (columns.length !== 2) {
		throw new UsageError(
			`--columns expects two names, across and up, got ${columns.length}`,
		);
	}
	const { latitude, longitude } = placeNames;
	return latitude.test(first) && longitude.test(second)
		? [second, first]
		: columns;
}

function summaryOf(
	map: Heatmap,
	columns: readonly string[],
	value: string | null,
	output: string | null,
) {
	const { low, high } = heatmapScale(map, value);
	return {
		rows: map.rowCount,
		filtered: map.filtered,
		columns,
		value,
		stat: value === null ? "count" : "mean",
		bounds: map.bounds,
		cells: { columns: map.columns, rows: map.rows },
		low,
		high,
		outside: map.outside,
		left_out: map.invalid,
		output,
	};
}
