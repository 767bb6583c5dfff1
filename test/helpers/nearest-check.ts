import type { Found } from "../../src/engine/answers/found.ts";
import type { Metric } from "../../src/engine/options.ts";
import { bruteForce, distanceOf } from "./brute-force.ts";

/** A question as plain numbers; without queries the points are asked, each left
 * out of its own list. */
export interface SizedQuestion {
	readonly points: readonly (readonly number[])[];
	readonly queries?: readonly (readonly number[])[] | undefined;
	readonly metric: Metric;
}

/** Half of the least float32: what telling a distance may cost. */
const leastFloat = 2 ** -150;

/**
 * What holds a question's answers against brute force in float64, whatever the
 * size of the values: each neighbour as near as the one in its place but for
 * 1e-5 of that (for ip of what the lengths multiply to, for cosine of 1), and
 * told as far as float32 can. It throws what is not so.
 */
export function nearestCheck({
	points,
	queries,
	metric,
}: SizedQuestion): (found: Omit<Found, "rows">) => void {
	// In float64, squares of the smallest vanish as well.
	const largest = Math.max(...points.flat().map(Math.abs));
	const size = 2 ** Math.ceil(Math.log2(largest));
	const sized = (row: readonly number[]) => row.map((value) => value / size);
	const asked = (queries ?? points).map(sized);
	const all = points.map(sized);
	const unit = metric === "cosine" ? 1 : metric === "ip" ? size ** 2 : size;
	const longest = Math.max(...all.map((point) => Math.hypot(...point)));
	const mostK = 16;
	const best = bruteForce(all, asked, mostK, metric, queries === undefined);
	return ({ k, neighbors, distances }) => {
		for (const [q, expected] of best.entries()) {
			const query = asked[q] ?? [];
			const product = Math.hypot(...query) * longest;
			const named = neighbors.subarray(q * k, (q + 1) * k);
			if (new Set(named).size !== k) fail(`${q} names a neighbour twice`);
			for (const [j, wanted] of expected.slice(0, k).entries()) {
				const whole = { l2: wanted, ip: product, cosine: 1, haversine: 0 };
				const [slack, at] = [1e-5 * whole[metric], q * k + j];
				const neighbor = all[Number(named[j])] ?? [];
				const real = distanceOf(query, neighbor, metric);
				if (!(Math.abs(real - wanted) <= slack)) {
					fail(`neighbour ${j} of ${q} is at ${real}, not ${wanted}`);
				}
				const given = distances[at] ?? Number.NaN;
				const told = Math.abs(given - wanted * unit);
				if (!(told <= slack * unit + leastFloat)) {
					fail(`distance ${j} of ${q} is ${given}, not ${wanted * unit}`);
				}
			}
		}
	};
}

function fail(what: string): never {
	throw new Error(what);
}
