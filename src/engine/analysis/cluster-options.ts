import { checkKnnOptions, type KnnOptions, type Metric } from "../options.ts";

/** How clusters are made. */
export type ClusterMethod = "kmeans" | "dbscan";

/** What a caller may say about clusters. */
export interface ClusterOptions
	extends Pick<KnnOptions, "metric" | "cores" | "skipInvalid" | "seed"> {
	/** `dbscan` with `eps`, else `kmeans`, unless said. */
	readonly method?: ClusterMethod | undefined;
	/** Clusters of kmeans. */
	readonly k?: number | undefined;
	/** How near rows of dbscan must be to belong together, in the metric's
	 * unit. */
	readonly eps?: number | undefined;
	/** Rows within eps, itself counted, that make a row the core of a cluster;
	 * 5 unless said. */
	readonly minPoints?: number | undefined;
}

interface Shared {
	readonly metric: Metric;
	readonly cores: number;
	readonly skipInvalid: boolean;
	readonly seed: number;
}
export interface KmeansOptions extends Shared {
	readonly method: "kmeans";
	readonly k: number;
}
export interface DbscanOptions extends Shared {
	readonly method: "dbscan";
	readonly eps: number;
	readonly minPoints: number;
}

const most = 2 ** 31 - 1;

/**
 * Checks how clusters are to be made, and fills in the defaults.
 * @throws {TypeError | RangeError} a value out of range, missing, or of the
 * other method
 */
export function checkClusterOptions(
	options: ClusterOptions,
): KmeansOptions | DbscanOptions {
	const { k, eps, minPoints, ...others } = options;
	const { method = eps === undefined ? "kmeans" : "dbscan", ...rest } = others;
	const { metric, cores, skipInvalid, seed } = checkKnnOptions(rest);
	const shared = { metric, cores, skipInvalid, seed };
	switch (method) {
		case "kmeans":
			refuse(method, { eps, minPoints });
			if (metric !== "l2") throw wrongMetric(method, metric, "l2");
			return {
				...shared,
				method,
				k: integer(
					"k",
					k,
					"how many clusters (-k N); method dbscan finds that itself, by eps",
				),
			};
		case "dbscan":
			refuse(method, { k });
			if (metric === "ip")
				throw wrongMetric(method, metric, "l2, cosine or haversine");
			return {
				...shared,
				method,
				eps: checkEps(eps),
				minPoints: integer("minPoints", minPoints ?? 5, ""),
			};
		default:
			throw new TypeError(
				`Cannot use ${JSON.stringify(method)} as method: expected kmeans, dbscan`,
			);
	}
}

function refuse(method: string, others: Readonly<Record<string, unknown>>) {
	for (const [name, value] of Object.entries(others)) {
		if (value === undefined) continue;
		throw new RangeError(
			`Cannot use ${name} with method ${method}: only method ${method === "kmeans" ? "dbscan" : "kmeans"} has it`,
		);
	}
}

function wrongMetric(method: string, metric: string, expected: string) {
	return new RangeError(
		`Cannot use metric ${JSON.stringify(metric)} with method ${method}: expected ${expected}`,
	);
}

function integer(name: string, value: number | undefined, what: string) {
	if (value === undefined) {
		throw new RangeError(`Cannot make clusters without ${name}: ${what}`);
	}
	if (Number.isInteger(value) && value >= 1 && value <= most) return value;
	throw new RangeError(
		`Cannot use ${value} as ${name}: expected an integer from 1 to ${most}`,
	);
}

function checkEps(eps: number | undefined): number {
	if (eps === undefined) {
		throw new RangeError(
			"Cannot make clusters without eps: how near rows must be to belong together, in the metric's unit",
		);
	}
	if (Number.isFinite(eps) && eps > 0) return eps;
	throw new RangeError(
		`Cannot use ${eps} as eps: expected a finite number above 0`,
	);
}
