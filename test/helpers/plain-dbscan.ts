/**
 * DBSCAN as its definition says, by comparing all rows: clusters numbered by
 * their first core row, rows between several in the first; -1 is noise.
 */
export function plainDbscan(
	rows: number,
	isNear: (a: number, b: number) => boolean,
	minPoints: number,
): { labels: number[]; core: number[] } {
	const near = Array.from({ length: rows }, (_, a) =>
		Array.from({ length: rows }, (_, b) => b).filter((b) => isNear(a, b)),
	);
	const core = near.map((others) => (others.length >= minPoints ? 1 : 0));
	const labels = new Array<number>(rows).fill(-1);
	let clusters = 0;
	for (let start = 0; start < rows; start++) {
		if (core[start] !== 1 || labels[start] !== -1) continue;
		const waiting = [start];
		labels[start] = clusters;
		for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
			if (core[at] !== 1) continue;
			for (const other of near[at] ?? []) {
				if (labels[other] !== -1) continue;
				labels[other] = clusters;
				waiting.push(other);
			}
		}
		clusters += 1;
	}
	return { labels, core };
}
