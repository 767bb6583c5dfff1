import type { Costs } from "./costs.ts";

/** Measured on two cores of a server with AVX-512 (Xeon, 2.6 GHz). Other
 * machines are faster or slower, but rather alike in what is faster. */
export const defaultCosts: Costs = {
	flat: { term: 0.0099, row: 0.07, neighbor: 10, farNeighbor: 30 },
	treeBuild: { level: 2, levelTerm: 1.5 },
	treeSearch: {
		query: 0,
		leaf: 12,
		leafTerm: 1.3,
		neighbor: 5.5,
		farNeighbor: 17,
	},
	listsBuild: { train: 0.4, add: 0 },
	listsSearch: { choose: 0.025, list: 150, term: 0.05, row: 0.05 },
};
