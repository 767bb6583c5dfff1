import { isatty } from "../../os/isatty.ts";

/** Whether standard output (1) or standard error (2) is a terminal. */
export function isTerminal(descriptor: 1 | 2): boolean {
	return isatty(descriptor) && process.env.TERM !== "dumb";
}

/** `text` in bold, on a terminal that has not been told NO_COLOR. */
export function bold(descriptor: 1 | 2, text: string): string {
	return style(descriptor, 1, text);
}

/** `text` in the terminal's faint colour. */
export function faint(descriptor: 1 | 2, text: string): string {
	return style(descriptor, 2, text);
}

/** `text` in green, yellow or red. */
export function coloured(
	descriptor: 1 | 2,
	colour: "green" | "yellow" | "red",
	text: string,
): string {
	return style(descriptor, { green: 32, yellow: 33, red: 31 }[colour], text);
}

function style(descriptor: 1 | 2, code: number, text: string): string {
	return isTerminal(descriptor) && !process.env.NO_COLOR
		? `\u001b[${code}m${text}\u001b[0m`
		: text;
}
