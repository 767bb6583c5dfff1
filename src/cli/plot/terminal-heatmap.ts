import type { Heatmap } from "../../engine/analysis/heatmap.ts";
import { formatNumber } from "../output/format-number.ts";
import { wrapText } from "../output/wrap-text.ts";
import { colourAt } from "./colour-map.ts";
import type { HeatmapCaption } from "./heatmap-scene.ts";
import { type HeatmapScale, heatmapScale } from "./heatmap-values.ts";
import { partBetween } from "./part-between.ts";
import type { TerminalColours } from "./terminal-colours.ts";
import { linearTicks, type Tick } from "./ticks.ts";

/** Room of a heat map in letters, its frame apart. */
export interface LetterPlan {
	readonly columns: number;
	readonly lines: number;
	/** Letters across that the terminal has. */
	readonly width: number;
	/** Letters of the y axis' numbers. */
	readonly labelWidth: number;
	/** Cells that a letter shows one over the other: 2 with colours. */
	readonly cellsOfLetter: 1 | 2;
}

/** Lines around the cells: title, frame, numbers, names, scale. */
const otherLines = 7;
/** Letters that the colours of the scale take at least. */
const leastScale = 8;
/** From light to dense, where there are no colours. */
const shades = ["·", "░", "▒", "▓", "█"];

/** How much fits on a terminal; a letter is twice as high as wide.
 * @param aspect as `planHeatmap` takes it */
export function planLetters(
	size: { readonly columns: number; readonly rows: number },
	{ x, y }: Heatmap["bounds"],
	aspect: number | null,
	hasColours: boolean,
): LetterPlan {
	const most = Math.max(4, size.rows - otherLines - 1);
	const labelWidth = Math.max(
		...linearTicks(y[0], y[1], most / 4).map(({ label }) => label.length),
	);
	let columns = Math.max(10, size.columns - labelWidth - 4);
	let lines = most;
	if (aspect !== null) {
		const wanted = (x[1] - x[0]) / ((y[1] - y[0]) * aspect);
		columns = Math.max(10, Math.min(columns, Math.round(2 * lines * wanted)));
		lines = Math.max(4, Math.min(lines, Math.round(columns / wanted / 2)));
	}
	const cellsOfLetter = hasColours ? 2 : 1;
	return { columns, lines, width: size.columns, labelWidth, cellsOfLetter };
}

/** A heat map as text, with its frame, axes and scale. */
export function terminalHeatmap(
	plan: LetterPlan,
	map: Heatmap,
	caption: HeatmapCaption,
	colours: TerminalColours | null,
): string {
	const scale = heatmapScale(map, caption.value);
	const { columns, lines, width, labelWidth } = plan;
	const { x, y } = map.bounds;
	const yTicks = placed(linearTicks(y[0], y[1], lines / 4), y, lines);
	const xTicks = linearTicks(x[0], x[1], columns / 8);
	const pad = " ".repeat(labelWidth);
	const text = [caption.title, caption.subtitle].flatMap((words) =>
		wrapText(words, width),
	);
	text.push(`${pad} ┌${"─".repeat(columns)}┐`);
	for (let line = 0; line < lines; line++) {
		const label = yTicks.get(line);
		const side = `${(label ?? "").padStart(labelWidth)} ${label === undefined ? "│" : "┤"}`;
		text.push(`${side}${cellsOfLine(plan, line, map, scale, colours)}│`);
	}
	text.push(`${pad} └${bottomEdge(xTicks, x, columns)}┘`);
	text.push(`${pad}  ${bottomLabels(xTicks, x, columns)}`.trimEnd());
	text.push(`${pad}  ${caption.x} across, ${caption.y} up`);
	const scaleWidth = width - labelWidth - 2;
	const words = scaleLines(scale, colours, scaleWidth);
	text.push(...words.map((line) => `${pad}  ${line}`));
	return `${text.join("\n")}\n`;
}

function cellsOfLine(
	{ columns, lines, cellsOfLetter }: LetterPlan,
	line: number,
	map: Heatmap,
	scale: HeatmapScale,
	colours: TerminalColours | null,
): string {
	const row = (lines - 1 - line) * cellsOfLetter;
	let text = "";
	let before = "";
	for (let column = 0; column < columns; column++) {
		if (colours === null) {
			text += shadeOf(scale.valueOf(column, row));
			continue;
		}
		const [upper, lower] = [row + 1, row].map((at) => {
			const value = at < map.rows ? scale.valueOf(column, at) : null;
			return value === null ? null : colourAt(value);
		});
		const letter = upper != null ? "▀" : lower != null ? "▄" : " ";
		const paint =
			upper != null
				? colours.paint(upper, lower ?? null)
				: colours.paint(lower ?? null, null);
		text += paint === before ? letter : paint + letter;
		before = paint;
	}
	return colours === null ? text : text + colours.reset;
}

function shadeOf(value: number | null): string {
	if (value === null) return " ";
	const at = Math.min(shades.length - 1, Math.floor(value * shades.length));
	return shades[at] ?? " ";
}

/** The ticks' labels by the line they stand at. */
function placed(
	ticks: readonly Tick[],
	[low, high]: readonly [number, number],
	lines: number,
): Map<number, string> {
	return new Map(
		ticks.map(({ value, label }) => {
			const part = partBetween(value, low, high);
			return [Math.min(lines - 1, Math.floor((1 - part) * lines)), label];
		}),
	);
}

function columnOf(
	value: number,
	[low, high]: readonly [number, number],
	columns: number,
): number {
	const part = partBetween(value, low, high);
	return Math.min(columns - 1, Math.floor(part * columns));
}

function bottomEdge(
	ticks: readonly Tick[],
	range: readonly [number, number],
	columns: number,
): string {
	const edge = new Array<string>(columns).fill("─");
	for (const { value } of ticks) edge[columnOf(value, range, columns)] = "┬";
	return edge.join("");
}

/** Labels under their ticks, those left out that would touch another. */
function bottomLabels(
	ticks: readonly Tick[],
	range: readonly [number, number],
	columns: number,
): string {
	let line = "";
	for (const { value, label } of ticks) {
		const middle = columnOf(value, range, columns);
		const start = Math.max(0, middle - Math.floor(label.length / 2));
		if (start + label.length > columns + 1) continue;
		if (line !== "" && start < line.length + 2) continue;
		line = line.padEnd(start) + label;
	}
	return line;
}

/** The colours with the numbers at their ends, and what they measure, below where
 * it does not fit beside. */
function scaleLines(
	scale: HeatmapScale,
	colours: TerminalColours | null,
	room: number,
): string[] {
	const [low = "", high = ""] = [scale.low, scale.high].map((value) =>
		formatNumber(value),
	);
	if (scale.isEmpty) return ["no row lies here"];
	if (scale.low === scale.high) {
		const at = scale.placeOf(scale.low);
		const patch =
			colours === null
				? shadeOf(at)
				: `${colours.paint(colourAt(at), null)}█${colours.reset}`;
		return [`${patch} ${low}  ${scale.title}`];
	}
	const numbers = low.length + high.length + 2;
	const beside = room - numbers - scale.title.length - 2;
	const isBeside = beside >= leastScale;
	const width = Math.min(24, isBeside ? beside : room - numbers);
	const bar =
		colours === null
			? shades.join("")
			: `${Array.from(
					{ length: width },
					(_, i) => `${colours.paint(colourAt(i / (width - 1)), null)}█`,
				).join("")}${colours.reset}`;
	const line = `${low} ${bar} ${high}`;
	return isBeside ? [`${line}  ${scale.title}`] : [line, scale.title];
}
