import type { HotspotSummary } from "../../engine/analysis/hotspots.ts";
import { barText } from "./bar-text.ts";
import { closingFacts, factsText } from "./facts.ts";
import { formatNumber } from "./format-number.ts";
import { rowsText } from "./rows-text.ts";
import { formatTable } from "./table.ts";
import { formatCount } from "./units.ts";

const barWidth = 24;

/** Hot spots as text: what, how, how long, and the fullest cells as bars. */
export function hotspotSummary(summary: HotspotSummary): string {
	const { metric, cell, cells, columns, top } = summary;
	const unit = metric === "haversine" ? " m" : "";
	const facts = factsText([
		["rows", rowsText(summary)],
		["cells", `${formatCount(cells)} of ${formatNumber(cell, 6)}${unit}`],
		["hot spots", formatCount(summary.hotspots)],
		...closingFacts(summary),
	]);
	const most = top[0]?.count ?? 1;
	const digits = metric === "haversine" ? 7 : 5;
	const table = formatTable(
		[
			{ title: "ROWS", align: "right" },
			{ title: "" },
			...columns.map((name) => ({ title: name, align: "right" as const })),
		],
		top.map(({ count, centre }) => [
			formatCount(count),
			barText(count / most, barWidth),
			...centre.map((value) => formatNumber(value, digits, true)),
		]),
	);
	return top.length === 0 ? facts : `${facts}\n${table}`;
}
