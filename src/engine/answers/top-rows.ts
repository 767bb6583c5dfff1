/**
 * The `count` rows with the largest scores, the largest first, equal ones by
 * their row; NaN is no score. In one pass over the scores with a small heap.
 */
export function topRows(scores: Float64Array, count: number): number[] {
	const isBelow = (a: number, b: number) => {
		const [x, y] = [scores[a] ?? 0, scores[b] ?? 0];
		return x < y || (x === y && a > b);
	};
	// The least of those kept is at the front.
	const heap: number[] = [];
	const at = (i: number) => heap[i] as number;
	const swap = (i: number, j: number) => {
		[heap[i], heap[j]] = [at(j), at(i)];
	};
	const rise = (start: number) => {
		for (let i = start; i > 0; ) {
			const above = (i - 1) >> 1;
			if (!isBelow(at(i), at(above))) return;
			swap(i, above);
			i = above;
		}
	};
	const sink = () => {
		for (let i = 0; ; ) {
			let least = i;
			for (const below of [2 * i + 1, 2 * i + 2]) {
				if (below < heap.length && isBelow(at(below), at(least))) least = below;
			}
			if (least === i) return;
			swap(i, least);
			i = least;
		}
	};
	for (let row = 0; row < scores.length; row++) {
		if (Number.isNaN(scores[row])) continue;
		if (heap.length < count) {
			heap.push(row);
			rise(heap.length - 1);
		} else if (count > 0 && isBelow(at(0), row)) {
			heap[0] = row;
			sink();
		}
	}
	return heap.sort((a, b) => (isBelow(a, b) ? 1 : -1));
}
