/** A column of a printed table. */
export interface TableColumn {
	readonly title: string;
	/** Numbers stand at the right. */
	readonly align?: "left" | "right";
}

/**
 * Rows as aligned text, titles above, two spaces between columns, a line end
 * after each line. Without titles (all empty) there is no title line.
 */
export function formatTable(
	columns: readonly TableColumn[],
	rows: readonly (readonly string[])[],
): string {
	const titles = columns.map(({ title }) => title);
	const lines = titles.some((title) => title !== "") ? [titles, ...rows] : rows;
	const widths = columns.map((_, c) =>
		Math.max(0, ...lines.map((line) => Bun.stringWidth(line[c] ?? ""))),
	);
	return lines
		.map((line) =>
			columns
				.map(({ align }, c) => {
					const cell = line[c] ?? "";
					const gap = " ".repeat((widths[c] ?? 0) - Bun.stringWidth(cell));
					return align === "right" ? gap + cell : cell + gap;
				})
				.join("  ")
				.trimEnd()
				.concat("\n"),
		)
		.join("");
}
