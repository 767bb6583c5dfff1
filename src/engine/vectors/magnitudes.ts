/** The least and the most size of some values other than 0, float64 [2]; native
 * code fills it. Before any they are infinite and 0. */
export function noMagnitudes(): Float64Array {
	const magnitudes = new Float64Array(new ArrayBuffer(16));
	magnitudes[0] = Number.POSITIVE_INFINITY;
	return magnitudes;
}
