import { writeLayout } from "../../client/write-layout.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { acquireMapping } from "../../segments/mapping.ts";
import { polarsCommand } from "../polars-command.ts";
import { arrowBytes, fillArrow, reserveOutput } from "./fill-arrow.ts";
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
		receive(shape, search, control) {
			const neighbors = shape.rows * shape.k;
			const result = { byteLength: arrowBytes(shape), neighbors };
			const fill = (fd: number) => fillArrow(fd, shape, search, control);
			return this.place(result, fill, control);
		},
		async place({ byteLength, neighbors }, fill, control) {
			const text = how.compression === null ? leastTextBytes * neighbors : 0;
			target.checkRoom(byteLength + text);
			// It loads polars while the search runs.
			using pipe =
				how.format === "arrow" ? undefined : new PolarsPipe(polarsCommand());
			return await target.withScratch(async (fd) => {
				await reserveOutput(fd, byteLength, control);
				const found = await fill(fd);
				const total = neighbors;
				control.onProgress?.({ phase: "convert", done: 0, total });
				await convert(fd, control, { pipe, lines: neighbors });
				return found;
			});
		},
		async [Symbol.asyncDispose]() {},
	};
}
