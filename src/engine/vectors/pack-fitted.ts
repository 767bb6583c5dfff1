import type { VectorSource } from "../../arrow/numeric-columns.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { fitScale, type ScaleFit } from "./fit-scale.ts";
import type { PackOptions } from "./pack-options.ts";
import { packRows } from "./pack-rows.ts";
import { siftRows, type Vectors } from "./sift-rows.ts";

/**
 * Packs points that are compared among themselves, times what `fitScale`
 * chooses. Throws as `packRows` and `siftRows` do.
 */
export async function packFitted(
	crew: NativeCrew,
	source: VectorSource,
	options: Omit<PackOptions, "scale">,
): Promise<{ readonly points: Vectors; readonly fit: ScaleFit }> {
	const { metric, isWide } = options;
	const { dimension } = source;
	const first = await packRows(crew, source, options);
	const sizes = first.magnitudes;
	const shape = { metric, isWide, dimension, points: sizes, queries: sizes };
	const fit = fitScale(shape);
	const isDirection = metric === "cosine" && fit.needsWide;
	const again = {
		...options,
		scale: fit.points,
		isWide: isWide || isDirection,
	};
	const isFit = fit.points === 1 && !isDirection;
	const rows = isFit ? first : await packRows(crew, source, again);
	return { points: await siftRows(crew, rows, options), fit };
}
