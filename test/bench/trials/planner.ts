import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { keepCosts } from "../../../src/engine/costs/kept-costs.ts";
import { shippedCosts } from "../../../src/engine/costs/shipped-costs.ts";
import { knn } from "../../../src/engine/knn.ts";
import type { IndexChoice } from "../../../src/engine/planning/index-choice.ts";
import type { KnnRequest } from "../../../src/engine/request.ts";
import { float32Source, makeDataset } from "../../helpers/datasets.ts";
import type { Figures, Trial } from "../trial.ts";

const names = [
	"uniform",
	"gaussian clusters",
	"on a sphere",
	"a surface",
	"heavy duplicates",
	"one far outlier",
	"sorted along one axis",
];
/** Rows of the searches of each dimension. */
const grid: readonly (readonly [dimension: number, rows: readonly number[]])[] =
	[
		[2, [1000, 1_000_000]],
		[3, [30_000, 1_000_000]],
		[4, [300_000]],
		[8, [10_000, 100_000]],
		[16, [5000, 20_000, 60_000]],
		[32, [20_000]],
		[128, [5000, 30_000]],
		[768, [8000]],
		[1536, [3000]],
	];

/** Within 1.3 times of the best. */
const goal = 0.77;
/** A search that takes so many times the best is not repeated. */
const hopeless = 2;
/** Comparing with all is not begun above so many multiply-adds. */
const mostTerms = 4e11;
const mostTreeDimensions = 16;
/** Of a cell: rounds, as long as it has not taken so many seconds. */
const rounds = { least: 2, most: 9, seconds: 1.5 };

/** A way to search: `auto`, or what it may choose. A tree cannot be asked for
 * where comparing with all is thought faster: then trees cost nothing. */
type Way = IndexChoice | "tree";

type Points = KnnRequest["points"];

/** `auto` beside the best of what it may choose, cell by cell of a grid of data
 * sets and sizes; a trial a dimension. Haversine has one choice only. */
export const plannerTrials: readonly Trial[] = grid.map(([dimension, rows]) =>
	plannerTrial(dimension, rows),
);

function plannerTrial(dimension: number, sizes: readonly number[]): Trial {
	const cells = sizes.flatMap((rows) =>
		names.map((name) => ({ name, rows, title: `${name} ${rows}` })),
	);
	return {
		name: `planner: ${dimension}-D, auto beside the best forced choice`,
		rounds: 1,
		warms: false,
		goals: Object.fromEntries(cells.map(({ title }) => [title, goal])),
		async prepare({ directory }) {
			const freeTrees = join(directory, "free-trees");
			mkdirSync(freeTrees);
			let best: Figures = {};
			const measureAll = async (): Promise<Figures> => {
				const measured = [];
				for (const { name, rows, title } of cells) {
					const matrix = makeDataset(name, rows, dimension);
					const points = float32Source(matrix, dimension);
					const cell = await measureCell(points, freeTrees);
					console.log(`  ${title}: ${cell.told}`);
					measured.push({ title, ...cell });
				}
				best = Object.fromEntries(measured.map((c) => [c.title, c.best]));
				return Object.fromEntries(measured.map((c) => [c.title, c.auto]));
			};
			return {
				// All ways of a cell take turns, so one subject measures for both.
				subjects: [
					{ name: "auto", side: "ours", run: measureAll },
					{ name: "the best", side: "peer", run: async () => best },
				],
				[Symbol.asyncDispose]: async () => {},
			};
		},
	};
}

/** The least times of `auto` and of the best other way, in turns. */
async function measureCell(points: Points, freeTrees: string) {
	const started = performance.now();
	const least = new Map<Way, number>();
	let ways: readonly Way[] = ["auto", ...waysOf(points)];
	let [auto, best, chosen] = [Infinity, Infinity, ""];
	for (let round = 0; round < rounds.most; round++) {
		const spent = (performance.now() - started) / 1000;
		if (round >= rounds.least && spent > rounds.seconds) break;
		for (const way of ways) {
			const { index, seconds } = await search(points, way, freeTrees);
			least.set(way, Math.min(least.get(way) ?? Infinity, seconds.total));
			if (way === "auto") chosen = index.kind;
		}
		auto = least.get("auto") ?? Infinity;
		const others = [...least].filter(([way]) => way !== "auto");
		best = Math.min(...others.map(([, seconds]) => seconds));
		ways = ways.filter(
			(way) => way === "auto" || (least.get(way) ?? 0) < hopeless * best,
		);
	}
	const times = [...least].map(
		([way, seconds]) => `${way} ${(1000 * seconds).toPrecision(3)} ms`,
	);
	const told = `${(best / auto).toFixed(2)} by ${chosen}: ${times.join(", ")}`;
	return { auto, best, told };
}

function waysOf({ rowCount, dimension }: Points): readonly Way[] {
	const isShort = rowCount ** 2 * (dimension + 8) < mostTerms;
	const tree: readonly Way[] = dimension <= mostTreeDimensions ? ["tree"] : [];
	return isShort ? [...tree, "flat", "ivf"] : tree;
}

async function search(points: Points, way: Way, freeTrees: string) {
	if (way !== "tree") return (await knn({ points, index: way })).summary;
	const before = process.env.ARROWSHELF_CACHE;
	process.env.ARROWSHELF_CACHE = freeTrees;
	try {
		const { treeBuild, treeSearch, ...others } = shippedCosts();
		keepCosts({
			...others,
			treeBuild: freeOf(treeBuild),
			treeSearch: freeOf(treeSearch),
		});
		return (await knn({ points, index: "exact" })).summary;
	} finally {
		if (before === undefined) delete process.env.ARROWSHELF_CACHE;
		else process.env.ARROWSHELF_CACHE = before;
	}
}

function freeOf<Costs extends object>(costs: Costs): Costs {
	return Object.fromEntries(
		Object.keys(costs).map((name) => [name, 0]),
	) as Costs;
}
