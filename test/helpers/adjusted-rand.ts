/** How alike two clusterings are (Hubert and Arabie, 1985): 1 for the same, about
 * 0 for any two that have nothing in common. */
export function adjustedRand(
	a: ArrayLike<number>,
	b: ArrayLike<number>,
): number {
	const both = new Map<string, number>();
	const [ofA, ofB] = [new Map<number, number>(), new Map<number, number>()];
	const add = <K>(counts: Map<K, number>, key: K) =>
		counts.set(key, (counts.get(key) ?? 0) + 1);
	for (let i = 0; i < a.length; i++) {
		add(both, `${a[i]},${b[i]}`);
		add(ofA, a[i] as number);
		add(ofB, b[i] as number);
	}
	const pairs = (counts: Map<unknown, number>) =>
		[...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
	const [inA, inB] = [pairs(ofA), pairs(ofB)];
	const expected = (inA * inB) / ((a.length * (a.length - 1)) / 2);
	const most = (inA + inB) / 2;
	return most === expected ? 1 : (pairs(both) - expected) / (most - expected);
}
