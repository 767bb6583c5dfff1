import type { Table } from "apache-arrow";
import { readArrowFile } from "../../arrow/file.ts";
import { typeName } from "../../arrow/types.ts";
import { FileError } from "../../errors.ts";
import { cellText } from "./cell-text.ts";
import { formatTable } from "./table.ts";
import { faint, isTerminal } from "./terminal.ts";

/** The widest that a column is shown on a terminal, unless it is alone. */
const widest = 40;
const gap = 2;

export interface DataTable {
	readonly text: string;
	/** Whether there are no more rows than shown. */
	readonly isAll: boolean;
}

/** Rows of a table as aligned text, names and types above; on a terminal what
 * is too wide is cut, and columns that have no room are counted.
 * @param bytes an Arrow IPC file
 * @param width of the terminal; nothing is cut without one */
export async function dataTable(
	bytes: Uint8Array,
	rowCount: number,
	width: number | undefined = isTerminal(1)
		? process.stdout.columns
		: undefined,
): Promise<DataTable> {
	const arrow = await import("apache-arrow");
	const table = parse(arrow, bytes);
	const { schema } = readArrowFile(bytes);
	const shown = Math.min(rowCount, table.numRows);
	const columns = schema.map((field, index) => {
		const vector = table.getChildAt(index);
		const cells = Array.from({ length: shown }, (_, row) =>
			vector === null ? null : cellText(arrow, vector, row),
		);
		const isNumber =
			["int", "float"].includes(field.type.kind) && !field.dictionary;
		return { name: field.name, type: typeName(field), cells, isNumber };
	});
	const kept: { align: "left" | "right"; lines: string[] }[] = [];
	let room = width ?? Number.POSITIVE_INFINITY;
	for (const { name, type, cells, isNumber } of columns) {
		const most =
			width === undefined ? room : columns.length === 1 ? width : widest;
		const texts = [name, type, ...cells.map((cell) => cell ?? "null")];
		const lines = texts.map((text) => clip(text, most));
		const own = Math.max(...lines.map((line) => Bun.stringWidth(line))) + gap;
		const left = columns.length - kept.length - 1;
		if (own - gap + (left > 0 ? 6 : 0) > room && kept.length > 0) break;
		room -= own;
		kept.push({
			align: isNumber ? "right" : "left",
			lines: lines.map((line, index) =>
				index === 1 || (index > 1 && cells[index - 2] === null)
					? faint(1, line)
					: line,
			),
		});
	}
	const missing = columns.length - kept.length;
	const rows = Array.from({ length: shown + 1 }, (_, row) => [
		...kept.map(({ lines }) => lines[row + 1] ?? ""),
		...(missing > 0 ? ["…"] : []),
	]);
	const text = formatTable(
		[
			...kept.map(({ lines, align }) => ({ title: lines[0] ?? "", align })),
			...(missing > 0 ? [{ title: `… ${missing} more` }] : []),
		],
		rows,
	);
	return { text, isAll: table.numRows <= rowCount };
}

/** @throws {FileError} `unsupported_format` for types it does not know */
function parse(
	{ tableFromIPC }: typeof import("apache-arrow"),
	bytes: Uint8Array,
): Table {
	try {
		return tableFromIPC(bytes);
	} catch (cause) {
		throw new FileError(
			"unsupported_format",
			`Cannot show the table: ${(cause as Error).message}`,
			{ cause },
		);
	}
}

function clip(text: string, most: number): string {
	if (Bun.stringWidth(text) <= most) return text;
	let cut = "";
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		if (Bun.stringWidth(cut + segment) > most - 1) break;
		cut += segment;
	}
	return `${cut}…`;
}
