import { formatNumber } from "../output/format-number.ts";
import { formatPercent } from "../output/format-percent.ts";
import { formatCount } from "../output/units.ts";
import { wrapText } from "../output/wrap-text.ts";
import { colourAt } from "./colour-map.ts";
import type { Histogram } from "./histogram.ts";
import type { HistogramCaption } from "./histogram-caption.ts";
import { stepLabel } from "./step-label.ts";
import type { TerminalColours } from "./terminal-colours.ts";

/** Letters of a bar below which its count gives way. */
const leastRoom = 12;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A histogram as lines of text, a bar a bin: its range, its bar, its count and
 * part of all. `columns` is how wide the terminal is. */
export function terminalHistogram(
	counted: Histogram,
	{ title, subtitle, axis }: HistogramCaption,
	columns: number,
	colours: TerminalColours | null,
): string {
	const { total, isOne, least } = counted;
	const bars = barsOf(counted);
	const labelWidth = Math.max(...bars.map(({ label }) => label.length));
	const most = Math.max(...bars.map(({ count }) => count));
	const parts = bars.map(({ count }) =>
		formatPercent(count, total).padStart(6),
	);
	const countWidth = formatCount(most).length;
	const both = bars.map(
		({ count }, i) => `${formatCount(count).padStart(countWidth)}  ${parts[i]}`,
	);
	const roomBeside = (texts: readonly string[]) =>
		columns - labelWidth - Math.max(...texts.map((text) => text.length)) - 5;
	const numbers = roomBeside(both) < leastRoom ? parts : both;
	const room = Math.max(8, roomBeside(numbers));
	const paint = colours?.paint(colourAt(0.55), null) ?? "";
	const lines = bars.map(({ label, count }, i) => {
		const bar = barText((count / most) * room, count > 0);
		const coloured = `${paint}${bar}${colours?.reset ?? ""}`;
		const gap = " ".repeat(room - Bun.stringWidth(bar));
		return `${label.padStart(labelWidth)} │${coloured}${gap}  ${numbers[i]}`;
	});
	const each = (most / room).toPrecision(2);
	const values = isOne
		? `every ${axis} is ${formatNumber(least)}`
		: `${axis}, in bins of ${formatNumber(counted.width)}; each █ is ${Number(each).toLocaleString("en-US")} neighbours`;
	const words = [title, subtitle].flatMap((text) => wrapText(text, columns));
	return `${[...words, "", ...lines, "", values].join("\n")}\n`;
}

/** A bar a bin, from its edge up to the next; one for a value that is alone. */
function barsOf({ low, width, counts, beyond, ...rest }: Histogram) {
	if (rest.isOne) {
		return [{ label: formatNumber(rest.least), count: rest.total }];
	}
	const edges = edgeLabels(low, width, counts.length);
	const bars = counts.map((count, i) => ({
		label: `${edges[i]} – ${edges[i + 1]}`,
		count,
	}));
	const last = { label: `${edges.at(-1)} or more`, count: beyond };
	return beyond > 0 ? [...bars, last] : bars;
}

/** A bar's blocks, to an eighth of a letter; what is there is seen. */
function barText(length: number, isThere: boolean): string {
	const parts = Math.max(isThere ? 1 : 0, Math.round(8 * length));
	return "█".repeat(parts >> 3) + (eighths[parts & 7] ?? "");
}

/** All edges with as many digits as their width needs. */
function edgeLabels(low: number, width: number, bins: number): string[] {
	const size = Math.max(Math.abs(low), Math.abs(low + bins * width));
	return Array.from({ length: bins + 1 }, (_, i) =>
		stepLabel(low + i * width, width, size),
	);
}
