import { VectorIndex } from "../../native/vector-index.ts";
import type { Metric } from "../options.ts";
import { oneCall } from "../pool/crew.ts";
import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "../vectors/address.ts";
import type { Matrix } from "../vectors/matrix.ts";
import type { WideRows } from "../vectors/pack-wide.ts";

/** What can be searched within one radius. */
export interface RadiusIndex extends Disposable {
	readonly kind: "tree" | "flat";
	readonly handle: number;
	/** Blocks of 32 points. */
	readonly units: number;
	/** Address of the points' table rows; 0: they are the same. */
	readonly rowNumbers: number;
	/** Units, or query rows, that a Worker takes at first and at least. */
	readonly leastUnits: number;
	readonly leastRows: number;
	/** What the addresses lie in. */
	readonly holds: readonly unknown[];
}

/** Vectors that a Worker's share compares at least. */
const leastCompared = 1e6;
const blockPoints = 32;

/**
 * Indexes the valid points, float64 rows that the metric wants, for searches
 * within `radius`. The index is the caller's to dispose.
 */
export async function buildRadiusIndex(
	crew: NativeCrew,
	{ points, scale }: Pick<WideRows, "points" | "scale">,
	metric: Metric,
	radius: number,
): Promise<RadiusIndex> {
	const { valid, rowNumbers } = points;
	const { rows, dimension, address: values }: Matrix = valid;
	const handle = await crew.run({
		job: {
			kind: "create-radius",
			metric,
			radius,
			scale,
			rows,
			dimension,
			values,
			threads: crew.cores,
		},
		chunking: oneCall,
		holds: [points],
		progress: { phase: "build", rows },
	});
	const index = VectorIndex.adopt(handle ?? 0);
	const { kind } = index.describe();
	const isTree = kind === "tree";
	return {
		kind: isTree ? "tree" : "flat",
		handle: index.handle,
		units: index.unitCount(),
		rowNumbers: rowNumbers === null ? 0 : addressOf(rowNumbers),
		leastUnits: isTree ? 16 : Math.ceil(leastCompared / (rows * blockPoints)),
		leastRows: isTree
			? 512
			: blockPoints * Math.ceil(leastCompared / (rows * blockPoints)),
		holds: [points],
		[Symbol.dispose]: () => index.dispose(),
	};
}
