import type { Workload } from "./workload.ts";

/** Points of a leaf. */
const leafSize = 32;
/** How both ends of space bear on it, fitted to searches in 2 to 16 dimensions:
 * which part of a ball is outside at an edge, and how much less than all leaves
 * are met where the ball holds most. */
const outside = 1;
const rarity = 4;

/**
 * How many leaves of the tree lie within a query's k nearest neighbours, about,
 * where points spread evenly over `spread` dimensions: those cells of a grid,
 * each of one leaf's points, that a ball holding k points meets. That is the
 * volume of cube plus ball, by Steiner's formula
 *     sum over j of C(D, j) V_j r^j,   V_j the volume of the unit ball in j
 * where r, in sides of the cube, holds k points. Where the grid is only a few
 * cells wide, space ends on one side or the other; and there are no more leaves
 * than there are of the points near the query.
 */
export function leavesInReach(
	{ spread, near, rows }: Pick<Workload, "spread" | "near" | "rows">,
	k: number,
): number {
	const leaves = Math.max(1, (rows * near) / leafSize);
	const below = Math.max(1, Math.floor(spread));
	const share = Math.max(0, spread - below);
	const low = Math.log(ofWholeSpread(below, k, leaves));
	const high = Math.log(ofWholeSpread(below + 1, k, leaves));
	const endless = Math.exp(low + share * (high - low));
	return 1 / (1 / endless + rarity / leaves);
}

function ofWholeSpread(spread: number, k: number, leaves: number): number {
	const cellsWide = Math.max(1, leaves ** (1 / spread));
	const inside = 1 - outside / cellsWide;
	const radius = inside * (k / leafSize / ballVolume(spread)) ** (1 / spread);
	let sum = 0;
	let choose = 1;
	for (let j = 0; j <= spread; j++) {
		sum += choose * ballVolume(j) * radius ** j;
		choose = (choose * (spread - j)) / (j + 1);
	}
	return sum;
}

/** Of the unit ball in so many dimensions. */
function ballVolume(dimension: number): number {
	if (dimension === 0) return 1;
	if (dimension === 1) return 2;
	return (2 * Math.PI * ballVolume(dimension - 2)) / dimension;
}
