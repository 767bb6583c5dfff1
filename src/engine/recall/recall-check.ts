import { createFound, type Found } from "../answers/found.ts";
import type { QuerySample } from "../answers/search-sample.ts";
import { pickRows } from "../vectors/pick-rows.ts";

/** Queries to measure recall on. */
export interface RecallCheck {
	readonly sample: QuerySample;
	/** Their exact neighbours; null: not looked for yet. */
	readonly exact: Found | null;
}

/** Their exact neighbours are known. */
export type KnownCheck = RecallCheck & { readonly exact: Found };

/** Every second query, and the others. */
export function splitCheck({
	sample,
	exact,
}: KnownCheck): [KnownCheck, KnownCheck] {
	const places = sample.rows.map((_, i) => i);
	const [even, odd] = [0, 1].map((rest) =>
		places.filter((i) => i % 2 === rest),
	);
	const pick = (chosen: readonly number[] = []): KnownCheck => ({
		sample: pickQueries(sample, chosen),
		exact: pickAnswers(exact, chosen),
	});
	return [pick(even), pick(odd)];
}

function pickQueries(
	{ rows, matrix, leaveSelfOut }: QuerySample,
	places: readonly number[],
): QuerySample {
	const pickedRows = places.map((i) => rows[i] ?? -1);
	return { rows: pickedRows, matrix: pickRows(matrix, places), leaveSelfOut };
}

function pickAnswers(
	{ k, distances, neighbors }: Found,
	places: readonly number[],
): Found {
	const picked = createFound(places.length, k);
	for (const [to, i] of places.entries()) {
		const end = (i + 1) * k;
		picked.distances.set(distances.subarray(i * k, end), to * k);
		picked.neighbors.set(neighbors.subarray(i * k, end), to * k);
	}
	return picked;
}
