import {
	type CheckedKnnOptions,
	checkKnnOptions,
	type KnnOptions,
} from "../options.ts";

/** What a caller may say about outliers. */
export interface OutlierOptions
	extends Pick<KnnOptions, "metric" | "cores" | "skipInvalid"> {
	/** `lof` unless said. */
	readonly method?: "knn" | "lof" | undefined;
	/** Neighbours that a row is judged by; 20 unless said. */
	readonly k?: number | undefined;
	/** Rows of the table that is written, the furthest first; all, in row order,
	 * unless said. */
	readonly top?: number | undefined;
}

interface CheckedOutlierOptions
	extends Pick<CheckedKnnOptions, "k" | "metric" | "cores" | "skipInvalid"> {
	readonly method: "knn" | "lof";
}

const defaultK = 20;

/**
 * Checks how outliers are to be found, and fills in the defaults.
 * @throws {InvalidQueryError | TypeError | RangeError} as `checkKnnOptions`;
 * metric ip, which is no distance; a top below 1
 */
export function checkOutlierOptions(
	options: OutlierOptions,
): CheckedOutlierOptions {
	const { method = "lof", k: wanted = defaultK, top, ...rest } = options;
	if (method !== "knn" && method !== "lof") {
		throw new TypeError(
			`Cannot use ${JSON.stringify(method)} as method: expected knn, lof`,
		);
	}
	if (top !== undefined && !(Number.isInteger(top) && top >= 1)) {
		throw new RangeError(
			`Cannot use ${top} as top: expected an integer of at least 1`,
		);
	}
	const checked = checkKnnOptions({ ...rest, k: wanted });
	const { k, metric, cores, skipInvalid } = checked;
	if (metric === "ip") {
		throw new RangeError(
			'Cannot use metric "ip" to find outliers: expected l2, cosine or haversine',
		);
	}
	return { method, k, metric, cores, skipInvalid };
}
