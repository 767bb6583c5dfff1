import { isTerminal } from "../output/terminal.ts";
import type { Colour } from "./colour-map.ts";

/** How a terminal is told to use colours. */
export interface TerminalColours {
	/** The escape sequence of letters and their ground; null: as it is. */
	paint(letter: Colour | null, ground: Colour | null): string;
	readonly reset: string;
}

/** Colours of standard output: millions where the terminal says so
 * (COLORTERM), else 256; null: none, off a terminal or with NO_COLOR. */
export function terminalColours(): TerminalColours | null {
	if (!isTerminal(1) || process.env.NO_COLOR) return null;
	const isTrue = /truecolor|24bit/i.test(process.env.COLORTERM ?? "");
	const code = (kind: 38 | 48, colour: Colour) =>
		isTrue ? `${kind};2;${colour.join(";")}` : `${kind};5;${paletteOf(colour)}`;
	return {
		paint(letter, ground) {
			const codes = [
				letter === null ? "39" : code(38, letter),
				ground === null ? "49" : code(48, ground),
			];
			return `\u001b[${codes.join(";")}m`;
		},
		reset: "\u001b[0m",
	};
}

const levels = [0, 95, 135, 175, 215, 255];

/** The nearest of the palette's 216 colours. */
function paletteOf(colour: Colour): number {
	const nearest = colour.map((part) => {
		const gaps = levels.map((level) => Math.abs(level - part));
		return gaps.indexOf(Math.min(...gaps));
	});
	const [red = 0, green = 0, blue = 0] = nearest;
	return 16 + 36 * red + 6 * green + blue;
}
