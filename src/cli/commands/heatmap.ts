import { basename } from "node:path";
import { checkWhere } from "../../arrow/where/check-where.ts";
import {
	acrossAndUp,
	onlyTwoColumns,
} from "../../engine/analysis/heatmap-columns.ts";
import { heatmapSummary } from "../../engine/analysis/heatmap-summary.ts";
import { completeSummary } from "../../engine/complete-summary.ts";
import { placeNames } from "../../engine/vectors/place-names.ts";
import { defineCommand } from "../command.ts";
import { openSource } from "../input/open-source.ts";
import { splitReadOptions } from "../input/read-options.ts";
import { readVectors } from "../input/read-vectors.ts";
import { interruptSignal } from "../interrupt.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressBar, type ProgressStep } from "../output/progress.ts";
import { write } from "../output/write.ts";
import { drawHeatmap } from "../plot/draw-heatmap.ts";
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
		const startedAt = performance.now();
		const [reading, rest] = splitReadOptions(values, [source]);
		const { dir, json, ...options } = rest;
		const { columns, value, where, output, skipInvalid, cores } = options;
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
		const all =
			columns === undefined ? await readVectors(opened, {}) : undefined;
		const wanted = checkUsage(() =>
			all === undefined ? acrossAndUp(columns ?? []) : onlyTwoColumns(all),
		);
		const [x, y] = wanted;
		if (value !== undefined && wanted.includes(value)) {
			throw new UsageError(
				`--value expects another column than --columns, ${wanted.join(" and ")}, got ${JSON.stringify(value)}`,
			);
		}
		using bar = new ProgressBar();
		const onProgress = (step: ProgressStep) => bar.update(step);
		const filtered = await readVectors(
			opened,
			{ columns: value === undefined ? wanted : [...wanted, value], where },
			{ onProgress },
		);
		const loadedAt = performance.now();
		const drawn = await drawHeatmap(
			{
				source: filtered,
				bounds: given,
				isOnEarth: placeNames.longitude.test(x) && placeNames.latitude.test(y),
				skipInvalid,
				cores,
				control: { signal, onProgress, takesPart: true },
			},
			{ title: options.title ?? basename(source), x, y, value: value ?? null },
			{ file, size, cells, isQuiet: json },
		);
		bar[Symbol.dispose]();
		const writtenAt = performance.now();
		if (json) {
			const { map } = drawn;
			const times = { startedAt, loadedAt, ...drawn, writtenAt };
			const summary = heatmapSummary(map, wanted, value ?? null);
			printJson(completeSummary(summary, times, output ?? null));
		} else {
			write(1, file === null ? drawn.text : `${drawn.subtitle}\n`);
		}
	},
});
