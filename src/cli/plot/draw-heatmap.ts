import {
	type Heatmap,
	type HeatmapRequest,
	heatmap,
} from "../../engine/analysis/heatmap.ts";
import type { KnnControl } from "../../engine/request.ts";
import type { Area } from "./axes.ts";
import {
	type HeatmapCaption,
	type HeatmapPlan,
	heatmapScene,
	planHeatmap,
} from "./heatmap-scene.ts";
import { heatmapSubtitle } from "./heatmap-subtitle.ts";
import type { PictureFile } from "./picture-file.ts";
import type { Size } from "./read-size.ts";
import { terminalColours } from "./terminal-colours.ts";
import {
	type LetterPlan,
	planLetters,
	terminalHeatmap,
} from "./terminal-heatmap.ts";
import { terminalSize } from "./terminal-size.ts";

interface HeatmapData extends Omit<HeatmapRequest, "cellsOf"> {
	/** The columns are longitude and latitude: both are drawn true to each other
	 * in the middle of the picture. */
	readonly isOnEarth: boolean;
	readonly control: KnnControl;
}

interface HeatmapTarget {
	/** Null: the terminal. */
	readonly file: PictureFile | null;
	readonly size: Size | null;
	readonly cells: Size | null;
	/** Nothing is drawn in the terminal. */
	readonly isQuiet: boolean;
}

interface DrawnHeatmap {
	readonly map: Heatmap;
	readonly subtitle: string;
	/** What the terminal shows; "" with a file. */
	readonly text: string;
	/** When everything was counted, as performance.now() says it. */
	readonly searchedAt: number;
}

const pictureSize = { width: 1200, height: 900 };
/** Pixels of a cell in a picture of that size. */
const cellSize = 4;
const leastCells = 600;

/** Counts, and draws into a file or as text. */
export async function drawHeatmap(
	{ isOnEarth, control, ...data }: HeatmapData,
	caption: Omit<HeatmapCaption, "subtitle">,
	{ file, size, cells, isQuiet }: HeatmapTarget,
): Promise<DrawnHeatmap> {
	const colours = terminalColours();
	let picture: HeatmapPlan | null = null;
	let letters: LetterPlan | null = null;
	const map = await heatmap(
		{
			...data,
			cellsOf(bounds) {
				const aspect = isOnEarth ? aspectAt(bounds.y) : null;
				if (file !== null) {
					const { width, height } = size ?? pictureSize;
					const plain = { ...caption, subtitle: "" };
					picture = planHeatmap(
						width,
						height,
						bounds,
						plain,
						aspect,
						size === null,
					);
					const { rowCount } = data.source;
					return cellsOf(cells) ?? cellsOfArea(picture.area, size, rowCount);
				}
				const room = size && { columns: size.width, rows: size.height };
				const hasColours = colours !== null;
				letters = planLetters(
					room ?? terminalSize(),
					bounds,
					aspect,
					hasColours,
				);
				const { columns, lines, cellsOfLetter } = letters;
				return { columns, rows: lines * cellsOfLetter };
			},
		},
		control,
	);
	const searchedAt = performance.now();
	const subtitle = heatmapSubtitle(map);
	const full = { ...caption, subtitle };
	if (file !== null && picture !== null) {
		await file.write(heatmapScene(picture, map, full));
	}
	const isShown = letters !== null && !isQuiet;
	const text = isShown
		? terminalHeatmap(letters as unknown as LetterPlan, map, full, colours)
		: "";
	return { map, subtitle, text, searchedAt };
}

/** How much longer a degree of latitude is than one of longitude. */
function aspectAt([low, high]: readonly [number, number]): number {
	const middle = (((low + high) / 2) * Math.PI) / 180;
	return 1 / Math.max(0.05, Math.cos(middle));
}

function cellsOf(cells: Size | null) {
	return cells && { columns: cells.width, rows: cells.height };
}

/** Small cells where there are many rows, larger ones where they would lie
 * far apart. */
function cellsOfArea(area: Area, size: Size | null, rowCount: number) {
	const { width, height } = size ?? pictureSize;
	const usual = Math.sqrt(pictureSize.width * pictureSize.height);
	const pixels = (cellSize * Math.sqrt(width * height)) / usual;
	const cells = Math.max(rowCount, leastCells);
	const side = Math.max(
		2,
		pixels,
		Math.sqrt((area.width * area.height) / cells),
	);
	return {
		columns: Math.max(1, Math.round(area.width / side)),
		rows: Math.max(1, Math.round(area.height / side)),
	};
}
