/** Multiplies distances by a power of two, in place; NaN stays. What float32 has
 * no room for becomes 0 or loses digits. */
export function scaleDistances(distances: Float32Array, unit: number): void {
	if (unit === 1) return;
	for (let i = 0; i < distances.length; i++) {
		distances[i] = (distances[i] ?? Number.NaN) * unit;
	}
}
