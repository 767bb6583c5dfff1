import type { Bounds } from "../engine/analysis/bounds.ts";

/** Cells of a grid, both ways. */
const mostCells = 2 ** 26;

/**
 * Checks the cells and edges of a grid.
 * @throws {RangeError} cells that cannot be counted, or edges with nothing
 * between them
 */
export function checkHeatmapGrid(
	cells: { readonly columns: number; readonly rows: number },
	bounds: Bounds | null,
): void {
	const { columns, rows } = cells;
	const isWhole = [columns, rows].every((n) => Number.isInteger(n) && n >= 1);
	if (!isWhole || columns * rows > mostCells) {
		throw new RangeError(
			`Cannot count by ${columns} x ${rows} cells: expected integers of at least 1, and at most ${mostCells} cells`,
		);
	}
	for (const [name, edges] of Object.entries(bounds ?? {})) {
		const [low, high] = edges as Bounds["x"];
		if (Number.isFinite(low) && Number.isFinite(high) && low < high) continue;
		throw new RangeError(
			`Cannot use ${JSON.stringify(edges)} as bounds of ${name}: expected two finite numbers, the lower first`,
		);
	}
}
