import type { Costs } from "./costs.ts";

/** Measured on two cores of a server with AVX-512 (Xeon, 2.6 GHz). Other
 * machines are faster or slower, but rather alike in what is faster. */
export const defaultCosts: Costs = {
	flat: { term: 0.012, row: 0.1, neighbor: 10 },
	treeBuild: { level: 15, levelTerm: 2 },
	treeSearch: { query: 200, leaf: 60, leafTerm: 10, neighbor: 10 },
	listsBuild: { train: 0.1, add: 0.02 },
	listsSearch: { choose: 0.02, list: 20, term: 0.015, row: 0.3 },
};
