import type { Costs } from "./costs.ts";

/**
 * Not one calibration as it was measured. Two runs of `bench --calibrate` on two
 * cores of a server (Xeon, Sapphire Rapids), which differed, are blended here for
 * each of its instruction sets; the terms of a tree's search, and those of 16
 * dimensions, are set by hand from single searches that were timed; all of it
 * is scaled by 0.75, for a machine whose speed changes by half from hour to
 * hour. Other machines are faster or slower, but rather alike in what is
 * faster; `bench --calibrate` measures theirs.
 */
export const defaultCosts = {
	amx: {
		flat: {
			direct: 0.195,
			directTerm: 0.057,
			term: 0.023,
			wideTerm: 0.0066,
			row: 0.135,
			value: 8.25,
			neighbor: 0,
			farNeighbor: 65.2,
		},
		treeBuild: { level: 9.07, levelTerm: 1.34 },
		treeSearch: {
			query: 50,
			leaf: 51,
			leafTerm: 2.6,
			neighbor: 6,
			farNeighbor: 38,
		},
		listsBuild: { list: 0.637, term: 0.0128, wideTerm: 0.00285, value: 5.93 },
		listsSearch: {
			value: 26.2,
			choose: 0.0375,
			list: 0,
			term: 0.0803,
			row: 4.65,
		},
	},
	avx512: {
		flat: {
			direct: 0.292,
			directTerm: 0.0359,
			term: 0.0266,
			wideTerm: 0.0193,
			row: 0.267,
			value: 5.99,
			neighbor: 0,
			farNeighbor: 56.3,
		},
		treeBuild: { level: 5.38, levelTerm: 3.4 },
		treeSearch: {
			query: 50,
			leaf: 51,
			leafTerm: 2.6,
			neighbor: 6,
			farNeighbor: 38,
		},
		listsBuild: { list: 0.508, term: 0.0164, wideTerm: 0.0279, value: 3.96 },
		listsSearch: {
			value: 16.4,
			choose: 0.0398,
			list: 22.6,
			term: 0.0795,
			row: 3.39,
		},
	},
	avx2: {
		flat: {
			direct: 0.271,
			directTerm: 0.0173,
			term: 0.0253,
			wideTerm: 0.0249,
			row: 0.452,
			value: 10.1,
			neighbor: 0,
			farNeighbor: 35.3,
		},
		treeBuild: { level: 6.4, levelTerm: 1.85 },
		treeSearch: {
			query: 0,
			leaf: 0,
			leafTerm: 3.46,
			neighbor: 24.2,
			farNeighbor: 26.9,
		},
		listsBuild: { list: 0.478, term: 0.0338, wideTerm: 0.0457, value: 1.58 },
		listsSearch: { value: 8.93, choose: 0.115, list: 224, term: 0.087, row: 0 },
	},
} as const satisfies Readonly<Record<string, Costs>>;
