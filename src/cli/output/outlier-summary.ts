import type { OutlierSummary } from "../../engine/analysis/outliers.ts";
import { closingFacts, factsText } from "./facts.ts";
import { formatNumber } from "./format-number.ts";
import { rowsText } from "./rows-text.ts";
import { formatTable } from "./table.ts";
import { formatCount } from "./units.ts";

/** Outliers as text: what, how, how long, and the rows furthest out. */
export function outlierSummary(summary: OutlierSummary): string {
	const { method, metric, k, cores, index } = summary;
	const unit = metric === "haversine" ? " (metres)" : "";
	const name =
		method === "lof"
			? "local outlier factor"
			: `distance of neighbour ${k}${unit}`;
	const facts = factsText([
		["rows", rowsText(summary)],
		["method", `${method}, ${metric}, k ${k}`],
		["index", `${index.kind}: ${index.reason}`],
		["cores", String(cores)],
		...closingFacts(summary),
	]);
	const table = formatTable(
		[
			{ title: "ROW", align: "right" },
			{ title: name.toUpperCase(), align: "right" },
		],
		summary.top.map(({ row, score }) => [
			formatCount(row),
			formatNumber(score, 6, true),
		]),
	);
	return `${facts}\n${table}`;
}
