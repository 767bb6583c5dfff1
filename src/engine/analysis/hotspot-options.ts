import {
	type CheckedKnnOptions,
	checkKnnOptions,
	type KnnOptions,
} from "../options.ts";

/** What a caller may say about cells and their counts. */
export interface HotspotOptions
	extends Pick<KnnOptions, "metric" | "cores" | "skipInvalid"> {
	/** Side of a cell: in the columns' unit, with metric haversine in metres. */
	readonly cell: number;
	/** Rows that a cell has at least; 1 unless said. */
	readonly minCount?: number | undefined;
	/** No more cells than so many; all unless said. */
	readonly top?: number | undefined;
}

interface CheckedHotspotOptions
	extends Pick<CheckedKnnOptions, "cores" | "skipInvalid"> {
	readonly metric: "l2" | "haversine";
	readonly cell: number;
	readonly minCount: number;
	/** Infinity: all. */
	readonly top: number;
}

/**
 * Checks how rows are to be counted, and fills in the defaults.
 * @throws {TypeError | RangeError} a size or count out of range; metric ip or
 * cosine; as `checkKnnOptions`
 */
export function checkHotspotOptions(
	options: HotspotOptions,
): CheckedHotspotOptions {
	const {
		cell,
		minCount = 1,
		top = Number.POSITIVE_INFINITY,
		...rest
	} = options;
	const { metric, cores, skipInvalid } = checkKnnOptions(rest);
	if (metric !== "l2" && metric !== "haversine") {
		throw new RangeError(
			`Cannot use metric ${JSON.stringify(metric)} for cells: expected l2 or haversine`,
		);
	}
	if (!(Number.isFinite(cell) && cell > 0)) {
		throw new RangeError(
			`Cannot use ${cell} as the size of a cell: expected a finite number above 0`,
		);
	}
	for (const [name, value] of Object.entries({ minCount, top })) {
		if (value >= 1 && (Number.isInteger(value) || value === Infinity)) continue;
		throw new RangeError(
			`Cannot use ${value} as ${name}: expected an integer of at least 1`,
		);
	}
	return { metric, cores, skipInvalid, cell, minCount, top };
}
