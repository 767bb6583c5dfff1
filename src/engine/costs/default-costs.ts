import type { Costs } from "./costs.ts";

/**
 * As `bench --calibrate` measured them for each instruction set, in nanoseconds
 * of processor time, on two cores of a server (Xeon, Sapphire Rapids). Other
 * machines are faster or slower, but rather alike in what is faster; `bench
 * --calibrate` measures theirs.
 */
export const defaultCosts = {
	amx: {
		flat: {
			direct: 0.0492,
			directTerm: 0.0178,
			term: 0.00568,
			wideTerm: 0.000596,
			row: 0.108,
			value: 6.79,
			again: 0.125,
			neighbor: 12.7,
			farNeighbor: 26.7,
		},
		treeBuild: { row: 17.7, term: 10.7, levelTerm: 0.329 },
		treeSearch: {
			query: 53,
			leaf: 2.32,
			leafTerm: 6.68,
			neighbor: 3.3,
			farNeighbor: 23,
		},
		listsBuild: {
			list: 0.301,
			term: 0.00558,
			wideTerm: 0.00285,
			look: 30.8,
			value: 2.5,
		},
		listsSearch: {
			value: 13.6,
			choose: 0.374,
			chooseTerm: 0.00672,
			row: 0.872,
			term: 0.0218,
			wideTerm: 0.00911,
			neighbor: 2.65,
			farNeighbor: 5.62,
		},
	},
	avx512: {
		flat: {
			direct: 0.0503,
			directTerm: 0.0197,
			term: 0.00858,
			wideTerm: 0.00876,
			row: 0.0778,
			value: 3.94,
			again: 0.135,
			neighbor: 10.4,
			farNeighbor: 24.4,
		},
		treeBuild: { row: 17.7, term: 10.7, levelTerm: 0.329 },
		treeSearch: {
			query: 53,
			leaf: 2.32,
			leafTerm: 6.68,
			neighbor: 3.3,
			farNeighbor: 23,
		},
		listsBuild: {
			list: 0.273,
			term: 0.00742,
			wideTerm: 0.00916,
			look: 30.9,
			value: 1.93,
		},
		listsSearch: {
			value: 11.3,
			choose: 0.404,
			chooseTerm: 0.00876,
			row: 0.594,
			term: 0.0358,
			wideTerm: 0.0196,
			neighbor: 3.16,
			farNeighbor: 5.83,
		},
	},
	avx2: {
		flat: {
			direct: 0.0696,
			directTerm: 0.0295,
			term: 0.0172,
			wideTerm: 0.0154,
			row: 0.218,
			value: 5.87,
			again: 0.105,
			neighbor: 18.7,
			farNeighbor: 24.3,
		},
		treeBuild: { row: 97, term: 3.96, levelTerm: 0.368 },
		treeSearch: {
			query: 188,
			leaf: 3.38,
			leafTerm: 7.19,
			neighbor: 11.8,
			farNeighbor: 21.3,
		},
		listsBuild: {
			list: 0.411,
			term: 0.00953,
			wideTerm: 0.0114,
			look: 42.1,
			value: 2.6,
		},
		listsSearch: {
			value: 12.5,
			choose: 0.315,
			chooseTerm: 0.0249,
			row: 1.99,
			term: 0.042,
			wideTerm: 0.0356,
			neighbor: 3.58,
			farNeighbor: 5.4,
		},
	},
} as const satisfies Readonly<Record<string, Costs>>;
