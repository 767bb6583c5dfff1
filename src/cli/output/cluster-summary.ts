import type { ClusterSummary } from "../../engine/analysis/cluster-result.ts";
import { barText } from "./bar-text.ts";
import { closingFacts, type Facts, factsText } from "./facts.ts";
import { formatNumber } from "./format-number.ts";
import { rowsText } from "./rows-text.ts";
import { formatTable } from "./table.ts";
import { faint } from "./terminal.ts";
import { formatCount, formatRows } from "./units.ts";

const shownClusters = 12;
const barWidth = 24;

/** Clusters as text: what, how, how long, and the largest as bars. */
export function clusterSummary(summary: ClusterSummary): string {
	const { clusters, noise, cores } = summary;
	const facts: Facts = [
		["rows", rowsText(summary)],
		["method", methodText(summary)],
		["cores", String(cores)],
		["clusters", formatCount(clusters)],
		["in none", formatRows(noise)],
		...(summary.inertia === null
			? []
			: [
					[
						"inertia",
						`${formatNumber(summary.inertia, 6)} after ${summary.iterations} ${summary.iterations === 1 ? "round" : "rounds"}`,
					] as const,
				]),
		...closingFacts(summary),
	];
	return factsText(facts) + largest(summary);
}

function methodText(summary: ClusterSummary): string {
	const { method, metric, eps, min_points } = summary;
	return eps === null
		? `${method}, ${metric}`
		: `${method}, ${metric}, eps ${formatNumber(eps)}, min-points ${min_points}`;
}

/** The largest clusters, each with a bar as long as its part of them. */
function largest({ sizes, rows, filtered, centres }: ClusterSummary): string {
	if (sizes.length === 0) return "";
	const order = sizes
		.map((size, cluster) => ({ size, cluster }))
		.sort((a, b) => b.size - a.size || a.cluster - b.cluster);
	const most = order[0]?.size ?? 1;
	const lines = order
		.slice(0, shownClusters)
		.map(({ size, cluster }) => [
			String(cluster),
			formatCount(size),
			`${((100 * size) / (filtered ?? rows)).toFixed(1)} %`,
			barText(size / most, barWidth),
			centreText(centres?.[cluster]),
		]);
	const more = sizes.length - lines.length;
	const table = formatTable(
		[
			{ title: "CLUSTER", align: "right" },
			{ title: "ROWS", align: "right" },
			{ title: "", align: "right" },
			{ title: "" },
			{ title: centres === null ? "" : "CENTRE" },
		],
		lines,
	);
	const rest = more > 0 ? faint(1, `and ${formatCount(more)} more\n`) : "";
	return `\n${table}${rest}`;
}

function centreText(centre: readonly number[] | undefined): string {
	if (centre === undefined) return "";
	const shown = centre.slice(0, 4).map((value) => formatNumber(value, 5, true));
	return shown.join("  ") + (centre.length > 4 ? "  ..." : "");
}
