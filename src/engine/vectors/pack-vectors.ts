import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import type { PackOptions } from "./pack-options.ts";
import { packRows } from "./pack-rows.ts";
import { siftRows, type Vectors } from "./sift-rows.ts";

/** Packs columns and sifts the rows. Throws as both do. */
export async function packVectors(
	crew: NativeCrew,
	source: VectorSource,
	options: PackOptions,
): Promise<Vectors> {
	const rows = await packRows(crew, source, options);
	return await siftRows(crew, rows, options);
}
