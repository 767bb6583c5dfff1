import { isTerminal } from "../output/terminal.ts";

/** Letters across and lines down that a plot may take. */
export interface TerminalSize {
	readonly columns: number;
	readonly rows: number;
}

/** The terminal's size, or $COLUMNS and $LINES, or 80 by 24. */
export function terminalSize(): TerminalSize {
	const [columns, rows] = isTerminal(1)
		? [process.stdout.columns, process.stdout.rows]
		: [Number(process.env.COLUMNS), Number(process.env.LINES)];
	return {
		columns: Math.max(20, columns || 80),
		rows: Math.max(8, rows || 24),
	};
}
