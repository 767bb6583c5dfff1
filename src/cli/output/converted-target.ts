import { readArrowFile } from "../../arrow/file.ts";
import { writeLayout } from "../../client/write-layout.ts";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { acquireMapping } from "../../segments/mapping.ts";
import { polarsCommand } from "../polars-command.ts";
import { arrowBytes, fillArrow, reserveArrow } from "./fill-arrow.ts";
import type { ResultTarget, WriteControl } from "./result-shape.ts";
import { TableTarget } from "./table-target.ts";
import { textProgress } from "./text-progress.ts";
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
	// CSV has a line for every neighbour.
	const isUnrolled = hasNeighbors && /^[ct]sv$/.test(how.format);
	const convert = async (
		fd: number,
		{ signal, onProgress }: WriteControl,
		linesOfRow: number | null,
		pipe?: PolarsPipe,
	): Promise<void> => {
		const path = `/proc/${process.pid}/fd/${fd}`;
		using mapping = acquireMapping(path);
		const { file } = mapping;
		const total = readArrowFile(file).rowCount * (linesOfRow ?? 0);
		const onPieces = textProgress(total, (done) =>
			onProgress?.({ phase: "convert", done, total }),
		);
		const options = { signal, pipe, hasNeighbors, onPieces };
		await target.writeTable({ path, file }, options);
	};
	return {
		name: path,
		write: (layout, control) =>
			target.withScratch(async (fd) => {
				await writeLayout(fd, layout, { signal: control.signal });
				await convert(fd, control, isUnrolled ? null : 1);
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
				await convert(fd, control, isUnrolled ? k : 1, pipe);
				return found;
			});
		},
		async [Symbol.asyncDispose]() {},
	};
}
