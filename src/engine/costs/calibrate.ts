import type { KnnControl } from "../request.ts";
import type { Costs } from "./costs.ts";
import {
	countFlat,
	countListsBuild,
	countListsSearch,
	countTreeBuild,
	countTreeSearch,
	type Lists,
} from "./count-work.ts";
import { fitCosts, type Measurement } from "./fit-costs.ts";
import { type Subject, timeSearch } from "./time-search.ts";

const flats: readonly Subject[] = [
	{ rows: 20_000, dimension: 2, k: 10 },
	{ rows: 20_000, dimension: 6, k: 10 },
	{ rows: 20_000, dimension: 8, k: 10 },
	{ rows: 20_000, dimension: 16, k: 10 },
	{ rows: 8000, dimension: 16, k: 100 },
	{ rows: 20_000, dimension: 32, k: 10 },
	{ rows: 3000, dimension: 128, k: 10 },
	{ rows: 16_000, dimension: 128, k: 10 },
	{ rows: 6000, dimension: 128, k: 100 },
	{ rows: 6000, dimension: 768, k: 10 },
	{ rows: 2000, dimension: 1536, k: 10 },
];
const trees: readonly Subject[] = [
	{ rows: 200_000, dimension: 2, k: 10 },
	{ rows: 200_000, dimension: 3, k: 10 },
	{ rows: 500_000, dimension: 3, k: 10 },
	{ rows: 20_000, dimension: 3, k: 10 },
	{ rows: 50_000, dimension: 3, k: 100 },
	{ rows: 100_000, dimension: 5, k: 10 },
	{ rows: 50_000, dimension: 8, k: 10 },
	{ rows: 20_000, dimension: 8, k: 10 },
	{ rows: 20_000, dimension: 8, k: 50 },
	{ rows: 20_000, dimension: 12, k: 10 },
];
const lists: readonly (Subject & Lists)[] = [
	{ rows: 60_000, dimension: 4, k: 10, nlist: 980, nprobe: 8 },
	{ rows: 60_000, dimension: 16, k: 10, nlist: 980, nprobe: 8 },
	{ rows: 60_000, dimension: 16, k: 10, nlist: 980, nprobe: 100 },
	{ rows: 20_000, dimension: 16, k: 10, nlist: 512, nprobe: 50 },
	{ rows: 30_000, dimension: 128, k: 10, nlist: 692, nprobe: 4 },
	{ rows: 30_000, dimension: 128, k: 10, nlist: 692, nprobe: 64 },
	{ rows: 6000, dimension: 768, k: 10, nlist: 153, nprobe: 20 },
];

/** How far a calibration has come: searches of all. */
export type OnStep = (done: number, total: number) => void;

/**
 * Measures the kernels on this machine, with all cores and on points made for
 * it, and fits the constants of the cost models; under a minute.
 * @throws {CancelledError} the control's signal
 */
export async function calibrate(
	onStep: OnStep = () => {},
	control: Pick<KnnControl, "signal"> = {},
): Promise<Costs> {
	const total = flats.length + trees.length + lists.length;
	let done = 0;
	const step = () => onStep(done++, total);

	const flat: Measurement<keyof Costs["flat"]>[] = [];
	for (const subject of flats) {
		step();
		const { search, work } = await timeSearch("flat", subject, control);
		flat.push({ counts: countFlat(work), took: search });
	}
	const treeBuild: Measurement<keyof Costs["treeBuild"]>[] = [];
	const treeSearch: Measurement<keyof Costs["treeSearch"]>[] = [];
	for (const subject of trees) {
		step();
		const { build, search, work } = await timeSearch("tree", subject, control);
		treeBuild.push({ counts: countTreeBuild(work), took: build });
		treeSearch.push({ counts: countTreeSearch(work), took: search });
	}
	const listsBuild: Measurement<keyof Costs["listsBuild"]>[] = [];
	const listsSearch: Measurement<keyof Costs["listsSearch"]>[] = [];
	for (const subject of lists) {
		step();
		const { build, search, work } = await timeSearch("ivf", subject, control);
		listsBuild.push({ counts: countListsBuild(work, subject), took: build });
		listsSearch.push({ counts: countListsSearch(work, subject), took: search });
	}
	onStep(total, total);
	return {
		flat: fitCosts(flat),
		treeBuild: fitCosts(treeBuild),
		treeSearch: fitCosts(treeSearch),
		listsBuild: fitCosts(listsBuild),
		listsSearch: fitCosts(listsSearch),
	};
}
