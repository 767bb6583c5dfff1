import type { RadiusSummary } from "../../engine/radius/radius-summary.ts";
import type { KnnSummary } from "../../engine/summary.ts";
import { write } from "../output/write.ts";
import { UsageError } from "../usage-error.ts";
import { histogram } from "./histogram.ts";
import { histogramCaption } from "./histogram-caption.ts";
import { histogramScene } from "./histogram-scene.ts";
import { pictureFile } from "./picture-file.ts";
import { terminalColours } from "./terminal-colours.ts";
import { terminalHistogram } from "./terminal-histogram.ts";
import { terminalSize } from "./terminal-size.ts";

/** Draws what a search found. */
export interface DistancePlot {
	/** The picture's; null: it is drawn in the terminal. */
	readonly path: string | null;
	/** False: no distance was found, and nothing drawn. */
	draw(
		distances: Float32Array,
		summary: KnnSummary | RadiusSummary,
		source: string,
	): Promise<boolean>;
}

const size = { width: 1200, height: 750 };
const bins = { terminal: 20, picture: 48 };

/**
 * What `--plot` names, checked before the search.
 * @param plot a picture's path; true: the terminal; undefined: nothing
 * @param taker the option by which standard output is for programs
 * @throws {UsageError} the terminal beside it
 * @throws {FileError} nothing can be drawn there
 */
export function distancePlot(
	plot: string | true | undefined,
	taker: string | null,
): DistancePlot | null {
	if (plot === undefined) return null;
	if (plot === true) {
		if (taker === null) return plotInTerminal;
		throw new UsageError(
			`--plot draws in the terminal, which ${taker} leaves to programs: name a file, --plot=FILE.svg`,
		);
	}
	const file = pictureFile(plot);
	return {
		path: plot,
		async draw(distances, summary, source) {
			const counted = histogram(distances, bins.picture);
			if (counted === null) return false;
			const caption = histogramCaption(summary, counted, source);
			await file.write(
				histogramScene(counted, caption, size.width, size.height),
			);
			return true;
		},
	};
}

const plotInTerminal: DistancePlot = {
	path: null,
	async draw(distances, summary, source) {
		const counted = histogram(distances, bins.terminal);
		if (counted === null) return false;
		const caption = histogramCaption(summary, counted, source);
		const { columns } = terminalSize();
		const colours = terminalColours();
		write(1, `\n${terminalHistogram(counted, caption, columns, colours)}`);
		return true;
	},
};
