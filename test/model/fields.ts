/** What the fields of commands are drawn from. */
import fc from "fast-check";

/** A number that `ShelfModel.clientAt` makes a client of. */
export const client = fc.nat(3);

/** Few, so that they meet. */
export const key = fc.constantFrom("k1", "k2", "k3", "m1", "m2");

export const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 3 });

export const pattern = fc.constantFrom("*", "k*", "m?", "k2", "none");

/** Which of those there are, whatever their number. */
export const nth = fc.nat(1000);

/** Small ones; middling ones, of which two fit where the shelf is small; and
 * a few that fit twice where it is large. */
export const content = fc.record({
	rows: fc.oneof(
		{ weight: 4, arbitrary: fc.nat(10) },
		{ weight: 2, arbitrary: fc.nat(3000) },
		{ weight: 4, arbitrary: fc.integer({ min: 2000, max: 3000 }) },
		{ weight: 1, arbitrary: fc.integer({ min: 50_000, max: 100_000 }) },
	),
	seed: fc.integer({ min: 1, max: 1_000_000 }),
});
