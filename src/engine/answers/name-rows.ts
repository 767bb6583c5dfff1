/**
 * Turns numbers of indexed vectors into the table rows that they are, in place;
 * -1 stays. By their 32-bit halves, without a bigint for each.
 * @param rowNumbers table row of each vector
 */
export function nameRows(
	neighbors: BigInt64Array,
	rowNumbers: BigInt64Array,
): void {
	const found = halvesOf(neighbors);
	const names = halvesOf(rowNumbers);
	for (let at = 0; at < found.length; at += 2) {
		const isMissing = found[at + 1] !== 0;
		if (isMissing) continue;
		const name = 2 * (found[at] as number);
		found[at] = names[name] as number;
		found[at + 1] = names[name + 1] as number;
	}
}

function halvesOf(numbers: BigInt64Array): Uint32Array {
	return new Uint32Array(
		numbers.buffer,
		numbers.byteOffset,
		2 * numbers.length,
	);
}
