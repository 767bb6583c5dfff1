/**
 * The name of `names` that `name` was probably meant to be, or null when none
 * is near: at most a third of the letters differ, and never all of them.
 */
export function nearestName(
	name: string,
	names: readonly string[],
): string | null {
	let best: string | null = null;
	const tooFar = Math.floor(Math.max(name.length, 3) / 3) + 1;
	let bestDistance = Math.min(name.length, tooFar);
	for (const candidate of names) {
		if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
		const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

/** Letters to insert, delete, replace or swap with the next one. */
function editDistance(from: string, to: string): number {
	let twoAbove: number[] = [];
	let above = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const current = [row];
		for (let column = 1; column <= to.length; column++) {
			const replace = from[row - 1] === to[column - 1] ? 0 : 1;
			const swapped =
				from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			current[column] = Math.min(
				swapped ? (twoAbove[column - 2] ?? 0) + 1 : from.length + to.length,
				(above[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(above[column - 1] ?? 0) + replace,
			);
		}
		twoAbove = above;
		above = current;
	}
	return above[to.length] ?? 0;
}
