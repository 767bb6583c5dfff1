import type { KnnSummary } from "../../engine/summary.ts";
import { formatTable } from "./table.ts";
import { faint } from "./terminal.ts";
import { formatSeconds } from "./units.ts";

/** Names and values, a line each. */
export type Facts = readonly (readonly [name: string, value: string])[];

/** Facts as aligned text. */
export function factsText(facts: Facts): string {
	return formatTable(
		[{ title: "" }, { title: "" }],
		facts.map(([name, value]) => [faint(1, name), value]),
	);
}

/** How long each phase took, and where the result went. */
export function closingFacts({
	seconds,
	output,
}: Pick<KnnSummary, "seconds" | "output">): Facts {
	const phases =
		output === null
			? (["load", "build", "search", "total"] as const)
			: (["load", "build", "search", "write", "total"] as const);
	return [
		...phases.map((name) => [name, formatSeconds(seconds[name])] as const),
		...(output === null ? [] : [["output", output] as const]),
	];
}
