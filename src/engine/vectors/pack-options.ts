import type { ValueRange } from "../../native/kernels.ts";
import type { Metric } from "../options.ts";

/** How columns become rows. */
export interface PackOptions {
	/** How messages call them. */
	readonly role: "points" | "queries";
	readonly metric: Metric;
	readonly skipInvalid: boolean;
	/** Subtracted before narrowing [dimension]; null: nothing. */
	readonly centre: Float64Array | null;
	/** A power of two that is multiplied with then; 1 unless said. */
	readonly scale?: number;
	/** To float64 rows, else float32. */
	readonly isWide: boolean;
	/** What is too large to be compared: values whose squared distances leave this
	 * type; float32 unless said, and always of float32 rows. */
	readonly range?: ValueRange;
}
