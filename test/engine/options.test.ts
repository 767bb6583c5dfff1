import { describe, expect, test } from "bun:test";
import { checkKnnOptions, type KnnOptions } from "../../src/engine/options.ts";
import { InvalidQueryError } from "../../src/errors.ts";

describe("checkKnnOptions()", () => {
	test("fills in the defaults", () => {
		const { cores, ...rest } = checkKnnOptions({});
		expect(cores).toBeGreaterThanOrEqual(1);
		expect(rest).toEqual({
			k: 10,
			metric: "l2",
			index: "auto",
			engine: "native",
			nlist: null,
			nprobe: null,
			efSearch: null,
			includeSelf: false,
			skipInvalid: false,
			recallSample: 0,
			recallTarget: 0.95,
			seed: 1,
		});
	});

	test.each([0, 2049, 100_000, 1.5, Number.NaN, "10"])("refuses k %p", (k) => {
		const check = () => checkKnnOptions({ k: k as number });
		expect(check).toThrow(InvalidQueryError);
		expect(check).toThrow("from 1 to 2048");
	});

	test.each([1, 2048])("takes k %p", (k) => {
		expect(checkKnnOptions({ k }).k).toBe(k);
	});

	const haversine = { metric: "haversine" } as const;
	const mistakes: [string, object, new () => Error, string][] = [
		["a metric", { metric: "hamming" }, TypeError, "cosine, haversine"],
		[
			"faiss-node for haversine",
			{ ...haversine, engine: "faiss-node" },
			RangeError,
			"native",
		],
		[
			"IVF for haversine",
			{ ...haversine, index: "ivf" },
			RangeError,
			"auto or exact",
		],
		[
			"flat for haversine",
			{ ...haversine, index: "flat" },
			RangeError,
			"auto or exact",
		],
		["an index", { index: "lsh" }, TypeError, "auto, exact, flat, ivf, hnsw"],
		["an empty factory", { index: "factory:" }, TypeError, "factory:STRING"],
		["a number for an index", { index: 5 }, TypeError, "Cannot use 5 as"],
		["a graph unasked", { efSearch: 5 }, RangeError, '"hnsw" has a graph'],
		[
			"a graph's lists",
			{ index: "hnsw", nprobe: 5 },
			RangeError,
			'"ivf" has lists',
		],
		[
			"lists of a factory string",
			{ index: "factory:IVF8,Flat", nlist: 5 },
			RangeError,
			"nlist",
		],
		["efSearch 0", { index: "hnsw", efSearch: 0 }, RangeError, "efSearch"],
		[
			"faiss-node for hnsw",
			{ index: "hnsw", engine: "faiss-node" },
			RangeError,
			'only engine "native"',
		],
		["an engine", { engine: "gpu" }, TypeError, "native, faiss-node"],
		["no lists", { index: "ivf", nlist: 0 }, RangeError, "nlist"],
		["half a list", { index: "ivf", nlist: 2.5 }, RangeError, "nlist"],
		["nprobe 0", { index: "ivf", nprobe: 0 }, RangeError, "nprobe"],
		["lists of a tree", { index: "exact", nlist: 5 }, RangeError, '"ivf"'],
		["lists unasked", { nprobe: 5 }, RangeError, '"auto"'],
		["cores 0", { cores: 0 }, RangeError, "1 to 256"],
		["cores 257", { cores: 257 }, RangeError, "257"],
		["recall 0", { recallTarget: 0 }, RangeError, "recallTarget"],
		["recall 1.1", { recallTarget: 1.1 }, RangeError, "1.1"],
		["a sample of 0", { measureRecall: 0 }, RangeError, "measureRecall"],
		["a seed below 0", { seed: -1 }, RangeError, "seed"],
		["a word for a flag", { skipInvalid: "yes" }, TypeError, '"yes"'],
	];
	test.each(mistakes)("refuses %s", (_, options, Class, text) => {
		const check = () => checkKnnOptions(options as KnnOptions);
		expect(check).toThrow(Class);
		expect(check).toThrow(text);
	});

	test("refuses nprobe above nlist, naming both", () => {
		const check = () => checkKnnOptions({ index: "ivf", nlist: 8, nprobe: 9 });
		expect(check).toThrow(RangeError);
		expect(check).toThrow("nprobe 9 lists of nlist 8");
	});
});
