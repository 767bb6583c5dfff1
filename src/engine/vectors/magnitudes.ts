/** The least and the most size of some values other than 0, and the most that
 * narrowing has moved one by, float64 [3]; native code fills it. Before any they
 * are infinite, 0 and 0. */
export function noMagnitudes(): Float64Array {
	const magnitudes = new Float64Array(new ArrayBuffer(24));
	magnitudes[0] = Number.POSITIVE_INFINITY;
	return magnitudes;
}
