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
			direct: 0.0629,
			directTerm: 0.0198,
			term: 0.00968,
			wideTerm: 0.00301,
			row: 0.0791,
			value: 4.92,
			again: 0.121,
			neighbor: 11.7,
			farNeighbor: 26.8,
		},
		treeBuild: { row: 18.6, term: 7.35, levelTerm: 0.725 },
		treeSearch: {
			query: 74.7,
			leaf: 3.78,
			leafTerm: 6.76,
			neighbor: 5,
			farNeighbor: 23.2,
		},
		listsBuild: {
			list: 0.315,
			term: 0.00571,
			wideTerm: 0.00297,
			look: 37,
			value: 2.39,
		},
		listsSearch: {
			value: 12.5,
			choose: 0.175,
			chooseTerm: 0.0104,
			row: 1.03,
			term: 0.0219,
			wideTerm: 0.0168,
			neighbor: 3.5,
			farNeighbor: 4.93,
		},
	},
	avx512: {
		flat: {
			direct: 0.0522,
			directTerm: 0.026,
			term: 0.0102,
			wideTerm: 0.0096,
			row: 0.1,
			value: 4.83,
			again: 0.159,
			neighbor: 10.7,
			farNeighbor: 26.7,
		},
		treeBuild: { row: 18.6, term: 7.35, levelTerm: 0.725 },
		treeSearch: {
			query: 74.7,
			leaf: 3.78,
			leafTerm: 6.76,
			neighbor: 5,
			farNeighbor: 23.2,
		},
		listsBuild: {
			list: 0.3,
			term: 0.0071,
			wideTerm: 0.0079,
			look: 32.8,
			value: 2.34,
		},
		listsSearch: {
			value: 12.6,
			choose: 0.183,
			chooseTerm: 0.012,
			row: 1.05,
			term: 0.0289,
			wideTerm: 0.0198,
			neighbor: 3.42,
			farNeighbor: 4.93,
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
