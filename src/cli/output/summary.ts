import type { RadiusSummary } from "../../engine/radius/radius-summary.ts";
import type { KnnSummary, Recall } from "../../engine/summary.ts";
import { rowsText } from "./rows-text.ts";
import { formatTable } from "./table.ts";
import { bold, faint } from "./terminal.ts";
import { formatCount, formatLarge, formatSeconds } from "./units.ts";

const measures = {
	l2: "distance",
	ip: "inner product",
	cosine: "cosine distance",
	haversine: "distance in metres",
} as const;

/** A search as a small table for people: what, how, how long, how good.
 * @param picture the file that its distances were drawn in */
export function knnSummary(
	summary: KnnSummary | RadiusSummary,
	picture: string | null = null,
): string {
	const { seconds } = summary;
	const { queries, cores, points_per_second } = summary;
	const lines: [name: string, value: string][] = [
		["rows", rowsText(summary)],
		["queries", formatCount(queries)],
		[
			"index",
			`${summary.index.kind}${lists(summary)}: ${summary.index.reason}`,
		],
		...estimateLines(summary),
		["engine", `${summary.engine}, ${cores} ${cores === 1 ? "core" : "cores"}`],
		["load", formatSeconds(seconds.load)],
		["build", formatSeconds(seconds.build)],
		["search", formatSeconds(seconds.search)],
		...(summary.output === null
			? []
			: [["write", formatSeconds(seconds.write)] as [string, string]]),
		["total", formatSeconds(seconds.total)],
		["throughput", `${formatLarge(points_per_second)} points/s`],
		...neighborLines(summary),
	];
	if (summary.recall !== null) {
		lines.push(["recall", recallText(summary.recall)]);
	}
	if (summary.output !== null) lines.push(["output", summary.output]);
	if (picture !== null) lines.push(["plot", picture]);
	return formatTable(
		[{ title: "" }, { title: "" }],
		lines.map(([name, value]) => [
			faint(1, name),
			name.startsWith("mean") ? bold(1, value) : value,
		]),
	);
}

/** What the choice was made by; nothing where a radius left none. */
function estimateLines(
	summary: KnnSummary | RadiusSummary,
): [name: string, value: string][] {
	if (summary.k === null) return [];
	const known = Object.entries(summary.estimated_seconds).filter(
		([, seconds]) => seconds !== null,
	);
	const texts = known.map(
		([kind, seconds]) => `${kind} ${formatSeconds(seconds)}`,
	);
	return [["estimated", texts.join(", ")]];
}

function neighborLines(
	summary: KnnSummary | RadiusSummary,
): [name: string, value: string][] {
	const { metric, mean_distance } = summary;
	const mean = meanText(mean_distance);
	if (summary.k !== null) {
		return [[`mean ${summary.k}-NN ${measures[metric]}`, mean]];
	}
	const { neighbors, mean_neighbors } = summary;
	return [
		["radius", String(summary.radius)],
		[
			"neighbours",
			`${formatCount(neighbors)}, ${formatLarge(mean_neighbors)} a query`,
		],
		[`mean ${measures[metric]}`, mean],
	];
}

function lists({ index }: Pick<KnnSummary, "index">): string {
	if (index.ef_search !== null) return ` (efSearch ${index.ef_search})`;
	if (index.nlist === null) return "";
	return index.nprobe === null
		? ` (nlist ${index.nlist})`
		: ` (nlist ${index.nlist}, nprobe ${index.nprobe})`;
}

function meanText(mean: number | null): string {
	if (mean === null) return "none found";
	return mean !== 0 && (Math.abs(mean) < 1e-3 || Math.abs(mean) >= 1e6)
		? mean.toExponential(3)
		: mean.toFixed(4);
}

function recallText({ value, low, high, sample }: Recall): string {
	if (sample === 0) return "1 (exact)";
	return `${value.toFixed(4)} (95 % interval ${low.toFixed(4)} to ${high.toFixed(4)}, ${formatCount(sample)} queries)`;
}
