/**
 * `size` different rows of 0 .. rowCount-1 that are neither marked nor in `left`,
 * in ascending order; all of them when there are no more. The same for the same seed.
 */
export function drawSample(
	rowCount: number,
	invalid: Uint8Array | null,
	size: number,
	seed: number,
	left: ReadonlySet<number> = new Set(),
): number[] {
	const isValid = (row: number) =>
		(invalid === null || invalid[row] === 0) && !left.has(row);
	if (rowCount === 0) return [];
	const random = mulberry32(seed);
	const drawn = new Set<number>();
	// Drawing at random meets marked and drawn rows too often where most are.
	for (let tries = 0; tries < 8 * size && drawn.size < size; tries++) {
		const row = Math.floor(random() * rowCount);
		if (isValid(row)) drawn.add(row);
	}
	for (let row = 0; row < rowCount && drawn.size < size; row++) {
		if (isValid(row)) drawn.add(row);
	}
	return [...drawn].sort((a, b) => a - b);
}

/** A small seeded generator of numbers from 0 to below 1 (Tommy Ettinger's
 * mulberry32, public domain). */
function mulberry32(seed: number): () => number {
	let state = (seed % 2 ** 32) | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
