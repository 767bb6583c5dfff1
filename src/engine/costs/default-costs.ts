import type { Costs } from "./costs.ts";

/** Measured on two cores of a server with AVX-512 (Xeon, 2.6 GHz). Other
 * machines are faster or slower, but rather alike in what is faster. */
export const defaultCosts: Costs = {
	flat: { term: 0.0107, row: 0.0825, neighbor: 11.5, farNeighbor: 25 },
	treeBuild: { level: 5.7, levelTerm: 1.5 },
	treeSearch: {
		query: 0,
		leaf: 15.6,
		leafTerm: 0.93,
		neighbor: 6,
		farNeighbor: 18,
	},
	listsBuild: { train: 0.5, add: 0 },
	listsSearch: { choose: 0.037, list: 140, term: 0.032, row: 0 },
};
