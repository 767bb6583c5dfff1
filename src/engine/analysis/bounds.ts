/** A rectangle in the columns' units, its edges included. */
export interface Bounds {
	readonly x: readonly [low: number, high: number];
	readonly y: readonly [low: number, high: number];
}
