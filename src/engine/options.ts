import { availableParallelism } from "node:os";
import { knnDefaults, limits } from "../config.ts";
import { InvalidQueryError } from "../errors.ts";
import {
	checkIndexChoice,
	type IndexChoice,
	keptKey,
} from "./planning/index-choice.ts";

/** How distance is measured. */
export type Metric = "l2" | "ip" | "cosine" | "haversine";
/** Whose code looks. */
export type Engine = "native" | "faiss-node";

const metrics: readonly string[] = [
	"l2",
	"ip",
	"cosine",
	"haversine",
] satisfies Metric[];
const engines: readonly string[] = ["native", "faiss-node"] satisfies Engine[];

/** What a caller may say about a search; everything has a default. */
export interface KnnOptions {
	/** Neighbours of one query, 1 to 2,048. Above the rows there are: padded. */
	readonly k?: number | undefined;
	/** All neighbours within this distance, in the metric's unit, instead of k;
	 * for ip: all with a product of at least this. */
	readonly radius?: number | undefined;
	readonly metric?: Metric | undefined;
	readonly index?: IndexChoice | undefined;
	readonly engine?: Engine | undefined;
	/** Lists of an IVF index. */
	readonly nlist?: number | undefined;
	/** Lists visited for a query, at most nlist. */
	readonly nprobe?: number | undefined;
	/** Vectors that the walk through an HNSW index keeps in view. */
	readonly efSearch?: number | undefined;
	/** Workers, 1 to 256. */
	readonly cores?: number | undefined;
	/** Whether a point is its own neighbour, when the points are the queries. */
	readonly includeSelf?: boolean | undefined;
	/** Leaves rows with null, NaN or infinity out instead of refusing them. */
	readonly skipInvalid?: boolean | undefined;
	/** Measures recall on so many queries; true: 1,000. */
	readonly measureRecall?: number | boolean | undefined;
	/** The recall that nprobe or efSearch is raised to when it is not given,
	 * above 0 to 1. */
	readonly recallTarget?: number | undefined;
	readonly seed?: number | undefined;
}

/** Options with every default filled in. */
export interface CheckedKnnOptions {
	readonly k: number;
	readonly metric: Metric;
	readonly index: IndexChoice;
	readonly engine: Engine;
	readonly nlist: number | null;
	readonly nprobe: number | null;
	readonly efSearch: number | null;
	readonly cores: number;
	readonly includeSelf: boolean;
	readonly skipInvalid: boolean;
	/** Queries to measure recall on; 0: do not. */
	readonly recallSample: number;
	readonly recallTarget: number;
	readonly seed: number;
}

const defaultRecallSample = 1000;

/**
 * Checks the options of a search and fills in the defaults: the one place for
 * the command line, the library and the wire.
 * @throws {InvalidQueryError} `invalid_k`: k is no integer from 1 to 2,048
 * @throws {TypeError} an option is of another type, or not one of its choices
 * @throws {RangeError} a number is out of range, or options contradict
 */
export function checkKnnOptions(options: KnnOptions): CheckedKnnOptions {
	const metric = oneOf("metric", options.metric, metrics, knnDefaults.metric);
	const engine = oneOf("engine", options.engine, engines, knnDefaults.engine);
	const nlist = integer("nlist", options.nlist, 1, 2 ** 31 - 1, null);
	const nprobe = integer("nprobe", options.nprobe, 1, 2 ** 31 - 1, null);
	const efSearch = integer("efSearch", options.efSearch, 1, 2 ** 30, null);
	const index = checkIndexChoice(options.index ?? knnDefaults.index, {
		engine,
		nlist,
		nprobe,
		efSearch,
	});
	if (metric === "haversine") checkHaversine(index, engine);
	return {
		k: checkK(options.k ?? knnDefaults.k),
		metric,
		index,
		engine,
		nlist,
		nprobe,
		efSearch,
		cores: integer(
			"cores",
			options.cores,
			1,
			limits.cores,
			Math.min(availableParallelism(), limits.cores),
		),
		includeSelf: flag("includeSelf", options.includeSelf),
		skipInvalid: flag("skipInvalid", options.skipInvalid),
		recallSample: checkRecallSample(options.measureRecall),
		recallTarget: checkRecallTarget(options.recallTarget),
		seed: integer(
			"seed",
			options.seed,
			0,
			Number.MAX_SAFE_INTEGER,
			knnDefaults.seed,
		),
	};
}

function checkHaversine(index: IndexChoice, engine: Engine): void {
	if (engine !== "native") {
		throw new RangeError(
			`Cannot use metric "haversine" with engine ${show(engine)}: only engine "native" has it`,
		);
	}
	const isKept = keptKey(index) !== undefined;
	if (index !== "auto" && index !== "exact" && !isKept) {
		throw new RangeError(
			`Cannot use metric "haversine" with index ${show(index)}: it is searched exactly by a tree, expected index auto or exact`,
		);
	}
}

function checkK(k: number): number {
	if (!Number.isInteger(k) || k < 1 || k > limits.k) {
		throw new InvalidQueryError(
			"invalid_k",
			`Cannot find ${show(k)} neighbours: expected k to be an integer from 1 to ${limits.k}`,
			{ details: { k, limit: limits.k } },
		);
	}
	return k;
}

function checkRecallSample(sample: number | boolean | undefined): number {
	if (sample === undefined || sample === false) return 0;
	if (sample === true) return defaultRecallSample;
	return integer("measureRecall", sample, 1, 2 ** 31 - 1, 0);
}

function checkRecallTarget(target: number | undefined): number {
	if (target === undefined) return knnDefaults.recallTarget;
	if (typeof target !== "number" || !(target > 0 && target <= 1)) {
		throw new RangeError(
			`Cannot use ${show(target)} as recallTarget: expected a number above 0 and at most 1`,
		);
	}
	return target;
}

function oneOf<T extends string>(
	name: string,
	value: T | undefined,
	choices: readonly string[],
	otherwise: T,
): T {
	if (value === undefined) return otherwise;
	if (choices.includes(value)) return value;
	throw new TypeError(
		`Cannot use ${show(value)} as ${name}: expected ${choices.join(", ")}`,
	);
}

function integer<T>(
	name: string,
	value: number | undefined,
	least: number,
	most: number,
	otherwise: T,
): number | T {
	if (value === undefined) return otherwise;
	if (!Number.isInteger(value) || value < least || value > most) {
		throw new RangeError(
			`Cannot use ${show(value)} as ${name}: expected an integer from ${least} to ${most}`,
		);
	}
	return value;
}

function flag(name: string, value: boolean | undefined): boolean {
	if (value === undefined || typeof value === "boolean") return value ?? false;
	throw new TypeError(
		`Cannot use ${show(value)} as ${name}: expected true or false`,
	);
}

function show(value: unknown): string {
	return typeof value === "string" ? JSON.stringify(value) : String(value);
}
