import { pickAnswers } from "../answers/pick-answers.ts";
import type { QuerySample } from "../answers/search-sample.ts";
import { pickRows } from "../vectors/pick-rows.ts";
import type { ExactSample } from "./exact-sample.ts";

/** Queries to measure recall on. */
export interface RecallCheck {
	readonly sample: QuerySample;
	/** Their exact neighbours; null: not looked for yet. */
	readonly exact: ExactSample | null;
}

/** Their exact neighbours are known. */
export type KnownCheck = RecallCheck & { readonly exact: ExactSample };

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
		exact: { ...exact, ...pickAnswers(exact, chosen) },
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
