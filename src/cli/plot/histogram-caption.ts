import { basename } from "node:path";
import type { RadiusSummary } from "../../engine/radius/radius-summary.ts";
import type { KnnSummary } from "../../engine/summary.ts";
import { formatNumber } from "../output/format-number.ts";
import { formatCount } from "../output/units.ts";
import type { Histogram } from "./histogram.ts";

/** What a histogram of distances says beside its bars. */
export interface HistogramCaption {
	readonly title: string;
	readonly subtitle: string;
	/** Of the values, with their unit. */
	readonly axis: string;
}

const axes = {
	l2: "distance",
	ip: "inner product",
	cosine: "cosine distance",
	haversine: "distance (metres)",
} as const;

const titles = {
	l2: "Distance to",
	ip: "Inner product with",
	cosine: "Cosine distance to",
	haversine: "Distance to",
} as const;

/** Says what was searched where, and how many neighbours are counted. */
export function histogramCaption(
	summary: KnnSummary | RadiusSummary,
	{ total, mean }: Histogram,
	source: string,
): HistogramCaption {
	const { k, metric, queries } = summary;
	const radius = () => formatNumber(summary.k === null ? summary.radius : 0, 6);
	const whose =
		k === null
			? `neighbours within ${radius()}${metric === "haversine" ? " m" : ""}`
			: k === 1
				? "the nearest neighbour"
				: `the ${formatCount(k)} nearest neighbours`;
	return {
		title: `${titles[metric]} ${whose}`,
		subtitle: `${basename(source)}: ${formatCount(total)} neighbours of ${formatCount(queries)} rows, mean ${formatNumber(mean)}`,
		axis: axes[metric],
	};
}
