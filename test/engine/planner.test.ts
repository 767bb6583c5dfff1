import { describe, expect, test } from "bun:test";
import { checkKnnOptions, type KnnOptions } from "../../src/engine/options.ts";
import { planIndex, type SearchShape } from "../../src/engine/planner.ts";

const large = {
	rows: 1_000_000,
	queries: 1_000_000,
	hasTree: true,
	isWide: false,
};

function plan(options: KnnOptions, shape: Partial<SearchShape>) {
	const full = { dimension: 3, ...large, ...shape };
	return planIndex(checkKnnOptions(options), full);
}

describe("planIndex()", () => {
	const cases: [KnnOptions, Partial<SearchShape>, string][] = [
		[{}, { dimension: 3 }, "tree"],
		[{}, { dimension: 8 }, "tree"],
		[{}, { dimension: 9 }, "ivf"],
		[{}, { dimension: 3, hasTree: false }, "flat"],
		[{}, { dimension: 128 }, "ivf"],
		[{}, { dimension: 128, rows: 19_999 }, "flat"],
		[{}, { dimension: 128, queries: 1000 }, "flat"],
		[{ metric: "cosine" }, { dimension: 3 }, "flat"],
		[{ metric: "ip" }, { dimension: 8 }, "flat"],
		[{ metric: "ip" }, { dimension: 32 }, "ivf"],
		[{ metric: "haversine" }, { dimension: 2 }, "tree"],
		[{ metric: "haversine", index: "exact" }, { dimension: 2 }, "tree"],
		[{ index: "exact" }, { dimension: 3 }, "tree"],
		[{ index: "exact" }, { dimension: 128 }, "flat"],
		[{ index: "exact", metric: "ip" }, { dimension: 3 }, "flat"],
		[{ index: "flat" }, { dimension: 3 }, "flat"],
		[{ index: "ivf" }, { dimension: 3 }, "ivf"],
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
