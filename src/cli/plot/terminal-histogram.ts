import { formatCount } from "../output/units.ts";
import { colourAt } from "./colour-map.ts";
import type { Histogram } from "./histogram.ts";
import type { HistogramCaption } from "./histogram-caption.ts";
import { stepLabel } from "./step-label.ts";
import type { TerminalColours } from "./terminal-colours.ts";

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A histogram as lines of text, a bar a bin: its range, its bar, its count and
 * part of all. `columns` is how wide the terminal is. */
export function terminalHistogram(
	{ low, width, counts, beyond, total }: Histogram,
	{ title, subtitle, axis }: HistogramCaption,
	columns: number,
	colours: TerminalColours | null,
): string {
	const edges = edgeLabels(low, width, counts.length);
	const bars = counts.map((count, i) => ({
		label: `${edges[i]} – ${edges[i + 1]}`,
		count,
	}));
	if (beyond > 0) {
		bars.push({ label: `${edges.at(-1)} or more`, count: beyond });
	}
	const labelWidth = Math.max(...bars.map(({ label }) => label.length));
	const most = Math.max(...bars.map(({ count }) => count));
	const numbers = bars.map(
		({ count }) =>
			`${formatCount(count).padStart(formatCount(most).length)}  ${percent(count, total)}`,
	);
	const numberWidth = Math.max(...numbers.map((text) => text.length));
	const room = Math.max(8, columns - labelWidth - numberWidth - 5);
	const paint = colours?.paint(colourAt(0.55), null) ?? "";
	const lines = bars.map(({ label, count }, i) => {
		const bar = barText((count / most) * room, count > 0);
		const coloured = `${paint}${bar}${colours?.reset ?? ""}`;
		const gap = " ".repeat(room - Bun.stringWidth(bar));
		return `${label.padStart(labelWidth)} │${coloured}${gap}  ${numbers[i]}`;
	});
	const each = (most / room).toPrecision(2);
	const scale = `${axis} from ${edges[0]} to ${edges.at(-1)}; each █ is ${Number(each).toLocaleString("en-US")} neighbours`;
	return `${[title, subtitle, "", ...lines, "", scale].join("\n")}\n`;
}

/** A bar's blocks, to an eighth of a letter; what is there is seen. */
function barText(length: number, isThere: boolean): string {
	const parts = Math.max(isThere ? 1 : 0, Math.round(8 * length));
	return "█".repeat(parts >> 3) + (eighths[parts & 7] ?? "");
}

function percent(count: number, total: number): string {
	const part = (100 * count) / total;
	if (count > 0 && part < 0.05) return "<0.1 %";
	return `${part.toFixed(1)} %`.padStart(6);
}

/** All edges with as many digits as their width needs. */
function edgeLabels(low: number, width: number, bins: number): string[] {
	const size = Math.max(Math.abs(low), Math.abs(low + bins * width));
	return Array.from({ length: bins + 1 }, (_, i) =>
		stepLabel(low + i * width, width, size),
	);
}
