import {
	measureWide,
	searchWide,
	type WideCandidates,
	type WideQueries,
	type WideSearch,
} from "../../native/wide-rows.ts";
import type { Step } from "../pool/take-part.ts";

/** What a Worker does for some of the queries that are told in float64. */
export const wideSteps = {
	"measure-wide":
		(job: WideCandidates): Step<number> =>
		(first, count) => {
			const before = first * job.found;
			measureWide({
				...job,
				...some(job, first, count),
				candidates: job.candidates + 8 * before,
				seen: job.seen + 4 * before,
				proven: job.proven + first,
			});
			return undefined;
		},
	"search-wide":
		(job: WideSearch): Step<number> =>
		(first, count) => {
			searchWide({ ...job, ...some(job, first, count) });
			return undefined;
		},
};

function some(
	{ rows, distances, neighbors, k }: WideQueries,
	first: number,
	count: number,
) {
	return {
		count,
		rows: rows + 8 * first,
		distances: distances + 4 * k * first,
		neighbors: neighbors + 8 * k * first,
	};
}
