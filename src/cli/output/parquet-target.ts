import { FileError } from "../../errors.ts";
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
 * @param sorted rows in their order, which takes as much room again meanwhile
 * @throws {FileError} nothing can be written there
 */
export function parquetTarget(path: string, sorted: boolean): ResultTarget {
	const file = new OutputFile(path, true);
	return {
		name: path,
		async write() {
			throw new FileError(
				"unsupported_format",
				`Cannot write ${JSON.stringify(path)}: only the k nearest can be written as Parquet; name an .arrow file`,
				{ details: { path } },
			);
		},
		async receive(shape, search, control) {
			const scratchBytes = sorted ? arrowBytes(shape) : 0;
			file.checkRoom(parquetBytes(shape) + scratchBytes);
			return await file.write((fd) =>
				sorted
					? file.withScratch((scratch) =>
							fillSortedParquet(fd, scratch, shape, search, control),
						)
					: fillParquet(fd, search),
			);
		},
		async [Symbol.asyncDispose]() {},
	};
}
