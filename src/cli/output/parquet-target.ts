import { arrowBytes } from "./fill-arrow.ts";
import {
	fillParquet,
	fillSortedParquet,
	parquetBytes,
} from "./fill-parquet.ts";
import { OutputFile } from "./output-file.ts";
import type { ResultTarget } from "./result-shape.ts";

/**
 * A Parquet file that takes the k nearest while they are found.
 * @param other writes any other result there
 * @param sorted rows in their order, which takes as much room again meanwhile
 * @throws {FileError} nothing can be written there
 */
export function parquetTarget(
	other: ResultTarget,
	sorted: boolean,
): ResultTarget {
	const file = new OutputFile(other.name);
	return {
		...other,
		async receive(shape, search, control) {
			const scratchBytes = sorted ? arrowBytes(shape) : 0;
			file.checkRoom(parquetBytes(shape) + scratchBytes);
			return await file.write((fd) =>
				sorted
					? file.withScratch((scratch) =>
							fillSortedParquet(fd, scratch, shape, search, control),
						)
					: fillParquet(fd, shape, search),
			);
		},
	};
}
