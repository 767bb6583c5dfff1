import { writeLayout } from "../../client/write-layout.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { acquireMapping } from "../../segments/mapping.ts";
import { polarsCommand } from "../polars-command.ts";
import { arrowBytes, fillArrow, reserveArrow } from "./fill-arrow.ts";
import type { ResultTarget, WriteControl } from "./result-shape.ts";
import { TableTarget } from "./table-target.ts";
import type { WrittenFormat } from "./written-format.ts";

/** Of a neighbour as text, the least: `0,1,2,0.5` and its line's end. */
const leastTextBytes = 10;

/**
 * A file of any format, or standard output, that takes a result: as Arrow in a
 * scratch file first, which takes as much room again meanwhile, then from there
 * by polars, piece by piece. So it comes in row order, in bounded memory.
 * @param hasNeighbors see `TableTarget`
 * @throws {FileError} nothing can be written there
 */
export function convertedTarget(
	path: string,
	how: WrittenFormat,
	hasNeighbors: boolean,
): ResultTarget {
	const target = new TableTarget(path, how);
	const convert = async (
		fd: number,
		{ signal, onProgress }: WriteControl,
		more: { pipe?: PolarsPipe | undefined; lines?: number } = {},
	): Promise<void> => {
		const path = `/proc/${process.pid}/fd/${fd}`;
		using mapping = acquireMapping(path);
		const { file } = mapping;
		const how = { signal, onProgress, hasNeighbors, ...more };
		await target.writeTable({ path, file }, how);
	};
	return {
		name: path,
		write: (layout, control) =>
			target.withScratch(async (fd) => {
				await writeLayout(fd, layout, { signal: control.signal });
				await convert(fd, control);
			}),
		async receive(shape, search, control) {
			const { rows, k } = shape;
			const text = how.compression === null ? leastTextBytes * rows * k : 0;
			target.checkRoom(arrowBytes(shape) + text);
			// It loads polars while the search runs.
			using pipe =
				how.format === "arrow" ? undefined : new PolarsPipe(polarsCommand());
			return await target.withScratch(async (fd) => {
				await reserveArrow(fd, shape, control);
				const found = await fillArrow(fd, shape, search, control);
				control.onProgress?.({ phase: "convert", done: 0, total: rows });
				await convert(fd, control, { pipe, lines: rows * k });
				return found;
			});
		},
		async [Symbol.asyncDispose]() {},
	};
}
