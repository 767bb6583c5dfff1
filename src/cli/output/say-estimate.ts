import type { KnnRequest } from "../../engine/request.ts";
import type { SearchEstimate } from "../../engine/summary.ts";
import { formatSize } from "../../format-size.ts";
import { availableBytes } from "../../os/memory-limits.ts";
import { isVerbose, note } from "./notes.ts";
import type { ProgressBar } from "./progress.ts";
import { formatCount, formatSeconds } from "./units.ts";

/** Less is no long run. */
const longSeconds = 5;
/** Of the memory there is, that is worth a word. */
const largeShare = 0.25;
/** Less is not worth finding out how much there is: the system takes 0.4 ms to
 * tell, and formatting numbers for the first time 0.8, of a search of 30. */
const leastLarge = 64 * 1024 * 1024;

/** Says on standard error what a search will take, where that is much; of any
 * search with `--verbose`, of none with `--quiet`. */
export function sayEstimate(
	bar: ProgressBar,
	{ points, queries }: Pick<KnnRequest, "points" | "queries">,
	{ seconds, bytes }: SearchEstimate,
): void {
	const isLarge = bytes >= leastLarge && bytes >= largeShare * availableBytes();
	const isMuch = (seconds ?? 0) >= longSeconds || isLarge;
	if (!isMuch && !isVerbose()) return;
	const asked =
		queries === undefined
			? ""
			: ` for ${formatCount(queries.rowCount)} queries`;
	const time = seconds === null ? "" : `about ${roughly(seconds)}, `;
	bar.clear();
	note(
		`Searching ${formatCount(points.rowCount)} points${asked}: ${time}${formatSize(bytes)} of memory`,
	);
}

/** Two figures: more would promise too much. */
function roughly(seconds: number): string {
	return formatSeconds(Number(seconds.toPrecision(2)));
}
