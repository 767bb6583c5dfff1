import { describe, expect, test } from "bun:test";
import {
	checkKnnOptions,
	type KnnOptions,
} from "../../../src/engine/options.ts";
import {
	planIndex,
	type SearchShape,
} from "../../../src/engine/planning/planner.ts";

const large = {
	rows: 1_000_000,
	queries: 1_000_000,
	isTree: true,
	treeOverFlat: 0.1,
	isWide: false,
	needsWide: false,
	exactOverLists: null,
};
const noTree = { isTree: false, treeOverFlat: null };

function plan(options: KnnOptions, shape: Partial<SearchShape>) {
	const full = { dimension: 3, ...large, ...shape };
	return planIndex(checkKnnOptions(options), full);
}

describe("planIndex()", () => {
	const cases: [KnnOptions, Partial<SearchShape>, string][] = [
		[{}, {}, "tree"],
		[{}, { ...noTree }, "flat"],
		[{}, { isTree: false, treeOverFlat: 3 }, "flat"],
		[{}, { exactOverLists: 1.05 }, "tree"],
		[{}, { exactOverLists: 1.15 }, "ivf"],
		[{}, { ...noTree, exactOverLists: 200 }, "ivf"],
		[{ metric: "ip" }, { ...noTree }, "flat"],
		[{ metric: "haversine" }, { dimension: 2 }, "tree"],
		[{ metric: "haversine", index: "exact" }, { dimension: 2 }, "tree"],
		[{ index: "exact" }, {}, "tree"],
		[{ index: "exact" }, { exactOverLists: 200 }, "tree"],
		[{ index: "exact" }, { ...noTree, dimension: 128 }, "flat"],
		[{ index: "flat" }, {}, "flat"],
		[{ index: "ivf" }, {}, "ivf"],
	];
	test.each(cases)("%j of %j is %s", (options, shape, kind) => {
		const chosen = plan(options, shape);
		expect(chosen.kind).toBe(kind as never);
		expect(chosen.reason).not.toBe("");
		expect(chosen.nlist === null).toBe(kind !== "ivf");
	});

	test("counts dimensions in words", () => {
		expect(plan({}, { dimension: 1 }).reason).toStartWith("1 dimension suits");
		expect(plan({}, { dimension: 2 }).reason).toStartWith("2 dimensions suit ");
	});

	test.each([
		[{}, { ...noTree, dimension: 20 }, "20 dimensions are too many for a tree"],
		[{ metric: "ip" }, { ...noTree }, "metric ip has no tree"],
		[{ engine: "faiss-node" }, { ...noTree }, "engine faiss-node has no tree"],
		[
			{},
			{ isTree: false, treeOverFlat: 2.96 },
			"a tree is estimated to take 3.0 times as long",
		],
		[
			{},
			{ exactOverLists: 123.4 },
			"an exact search is estimated to take 123 times as long",
		],
		[
			{ index: "exact" },
			{},
			"an exact index was asked for, and 3 dimensions suit an exact tree",
		],
	] as const)("says why: %j of %j", (options, shape, reason) => {
		expect(plan(options, shape).reason).toBe(reason);
	});

	test("takes about 4 sqrt(n) lists, of 39 points or more", () => {
		expect(plan({ index: "ivf" }, {}).nlist).toBe(4000);
		expect(plan({ index: "ivf" }, { rows: 1000 }).nlist).toBe(25);
		expect(plan({ index: "ivf" }, { rows: 5 }).nlist).toBe(1);
	});

	test("leaves nprobe open unless it is given", () => {
		expect(plan({ index: "ivf" }, {}).nprobe).toBeNull();
		expect(plan({ index: "ivf", nprobe: 7 }, {}).nprobe).toBe(7);
	});

	test("refuses more lists than rows, and to visit more than there are", () => {
		expect(() => plan({ index: "ivf", nlist: 11 }, { rows: 10 })).toThrow(
			"10 rows into nlist 11",
		);
		expect(() => plan({ index: "ivf", nprobe: 26 }, { rows: 1000 })).toThrow(
			"nprobe 26 lists of nlist 25",
		);
	});
});
