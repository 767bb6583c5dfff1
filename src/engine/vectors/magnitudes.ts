/** The least and the most size of some values other than 0, the most that
 * narrowing has moved one by, and the most size of a finite value that is too
 * large to be compared, float64 [4]; native code fills it. Before any they are
 * infinite, 0, 0 and 0. */
export function noMagnitudes(): Float64Array {
	const magnitudes = new Float64Array(new ArrayBuffer(32));
	magnitudes[0] = Number.POSITIVE_INFINITY;
	return magnitudes;
}
