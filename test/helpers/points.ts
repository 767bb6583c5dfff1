import { closeSync, openSync } from "node:fs";
import { layoutColumns } from "../../src/arrow/layout-columns.ts";
import { writePieces } from "../../src/segments/write.ts";

/** Writes an Arrow file of float64 columns. */
export function writeColumns(
	path: string,
	columns: Readonly<Record<string, Float64Array>>,
): void {
	const list = Object.entries(columns).map(([name, values]) => ({
		name,
		type: { kind: "float", bits: 64 } as const,
		values,
	}));
	const fd = openSync(path, "w");
	try {
		writePieces(fd, layoutColumns(list, list[0]?.values.length ?? 0));
	} finally {
		closeSync(fd);
	}
}

/** Writes `count` points, uniform in the unit cube, columns x, y, z. */
export function writePoints(path: string, count: number, seed = 1): void {
	const random = randomFrom(seed);
	const axis = () => Float64Array.from({ length: count }, random);
	writeColumns(path, { x: axis(), y: axis(), z: axis() });
}

/** Uniform in [0, 1), the same numbers for the same seed (mulberry32, two
 * draws for 53 bits). */
export function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return (t ^ (t >>> 14)) >>> 0;
	};
	return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}
