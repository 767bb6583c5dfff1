import { knn } from "../../../src/engine/knn.ts";
import type { IndexChoice } from "../../../src/engine/planning/index-choice.ts";
import type { KnnRequest } from "../../../src/engine/request.ts";
import { float32Source, makeDataset } from "../../helpers/datasets.ts";
import type { Figures, Trial } from "../trial.ts";

/** A search of the grid: a data set, its dimension and rows. */
type Cell = readonly [dataset: string, dimension: number, rows: number];

const all = [
	"uniform",
	"gaussian clusters",
	"on a sphere",
	"a surface",
	"heavy duplicates",
	"one far outlier",
	"sorted along one axis",
];
const kinds = ["uniform", "gaussian clusters", "a surface"];

const smallGrid: readonly Cell[] = [
	...grid(
		["uniform"],
		[
			[2, 100_000],
			[3, 1000],
			[3, 300_000],
			[8, 5000],
		],
	),
	...grid(kinds, [
		[8, 50_000],
		[16, 20_000],
		[32, 20_000],
		[128, 10_000],
	]),
	...grid(
		["gaussian clusters"],
		[
			[128, 40_000],
			[768, 6000],
		],
	),
];
const wholeGrid: readonly Cell[] = [
	...grid(all, [
		[2, 1000],
		[2, 1_000_000],
		[3, 30_000],
		[3, 1_000_000],
		[4, 300_000],
		[8, 10_000],
		[8, 100_000],
		[16, 5000],
		[16, 60_000],
		[32, 20_000],
		[128, 5000],
		[128, 30_000],
		[768, 8000],
		[1536, 3000],
	]),
];

/** Within 1.3 times of the best. */
const goal = 0.77;
/** What is forced. */
const forced: readonly IndexChoice[] = ["exact", "flat", "ivf"];
/** A forced search that takes so many times the best is not repeated. */
const hopeless = 2;
/** Comparing with all is not begun above so many multiply-adds. */
const mostTerms = 4e11;

/** `auto` beside the best of what can be asked for, cell by cell. */
export const plannerTrial = trialOf("planner: the whole grid", wholeGrid, 2);
export const smallPlannerTrial = trialOf(
	"planner: a part of the grid",
	smallGrid,
	3,
);

function trialOf(name: string, cells: readonly Cell[], rounds: number): Trial {
	const best = new Map<string, readonly IndexChoice[]>();
	return {
		name,
		rounds,
		goals: Object.fromEntries(cells.map((cell) => [nameOf(cell), goal])),
		prepare: async () => ({
			subjects: [
				{
					name: "auto",
					side: "ours",
					run: () => onGrid(cells, (points) => seconds({ points })),
				},
				{
					name: "best forced choice",
					side: "peer",
					run: () => onGrid(cells, bestForced),
				},
			],
			[Symbol.asyncDispose]: async () => {},
		}),
	};

	async function bestForced(points: Points, cell: string): Promise<number> {
		const times: [IndexChoice, number][] = [];
		for (const index of best.get(cell) ?? worthTrying(points)) {
			times.push([index, await seconds({ points, index })]);
		}
		const least = Math.min(...times.map(([, time]) => time));
		const close = times.filter(([, time]) => time < hopeless * least);
		best.set(
			cell,
			close.map(([index]) => index),
		);
		return least;
	}
}

type Points = KnnRequest["points"];

async function onGrid(
	cells: readonly Cell[],
	measure: (points: Points, cell: string) => Promise<number>,
): Promise<Figures> {
	const figures: [string, number][] = [];
	for (const cell of cells) {
		const [dataset, dimension, rows] = cell;
		const matrix = makeDataset(dataset, rows, dimension);
		const points = float32Source(matrix, dimension);
		figures.push([nameOf(cell), await measure(points, nameOf(cell))]);
	}
	return Object.fromEntries(figures);
}

function worthTrying({ rowCount, dimension }: Points): readonly IndexChoice[] {
	const isFlat = rowCount ** 2 * (dimension + 8) < mostTerms;
	return isFlat || dimension > 16 ? forced : ["exact"];
}

/** The best of two times, as building and searching take it. */
async function seconds(request: KnnRequest): Promise<number> {
	const first = await knn(request);
	const { total } = first.summary.seconds;
	if (total > 0.5) return total;
	const second = await knn(request);
	return Math.min(total, second.summary.seconds.total);
}

function grid(
	datasets: readonly string[],
	sizes: readonly (readonly [dimension: number, rows: number])[],
): Cell[] {
	return sizes.flatMap(([dimension, rows]) =>
		datasets.map((dataset): Cell => [dataset, dimension, rows]),
	);
}

function nameOf([dataset, dimension, rows]: Cell): string {
	return `${dataset} ${dimension}-D ${rows}`;
}
