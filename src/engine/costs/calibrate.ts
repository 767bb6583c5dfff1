import type { KnnControl } from "../request.ts";
import { calibrationSubjects } from "./calibration-subjects.ts";
import type { Costs } from "./costs.ts";
import {
	countFlat,
	countListsBuild,
	countListsSearch,
	countTreeBuild,
	countTreeSearch,
	type Lists,
} from "./count-work.ts";
import { fitCosts } from "./fit-costs.ts";
import { shippedCosts } from "./shipped-costs.ts";
import { type Subject, type TimedSearch, timeSearch } from "./time-search.ts";

/** How often everything is timed, one after the other: a machine is slower for
 * some seconds, then not. The least counts. */
const passes = 3;

/** How far a calibration has come: searches of all. */
export type OnStep = (done: number, total: number) => void;

type Kind = keyof typeof calibrationSubjects;
type Timed<Of> = TimedSearch & { readonly subject: Of };

/**
 * Measures the kernels on this machine, with all cores and on points made for
 * it, and fits the constants of the cost models; under a minute.
 * @throws {CancelledError} the control's signal
 */
export async function calibrate(
	onStep: OnStep = () => {},
	control: Pick<KnnControl, "signal"> = {},
): Promise<Costs> {
	const { flat, tree, ivf } = calibrationSubjects;
	const total = passes * (flat.length + tree.length + ivf.length);
	let done = 0;
	const all = <Of extends Subject & Partial<Lists>>(
		kind: Kind,
		subjects: readonly Of[],
		before: readonly Timed<Of>[],
	) =>
		timeAll(kind, subjects, before, () => {
			control.signal?.throwIfAborted();
			onStep(done++, total);
			return control;
		});
	let flats: Timed<Subject>[] = [];
	let trees: Timed<Subject>[] = [];
	let lists: Timed<Subject & Lists>[] = [];
	for (let pass = 0; pass < passes; pass++) {
		flats = await all("flat", flat, flats);
		trees = await all("tree", tree, trees);
		lists = await all("ivf", ivf, lists);
	}
	onStep(total, total);
	return fitAll(flats, trees, lists);
}

/** Times each once, and keeps the least with what was timed before. */
async function timeAll<Of extends Subject & Partial<Lists>>(
	kind: Kind,
	subjects: readonly Of[],
	before: readonly Timed<Of>[],
	next: () => Pick<KnnControl, "signal">,
): Promise<Timed<Of>[]> {
	const timed: Timed<Of>[] = [];
	for (const [i, subject] of subjects.entries()) {
		const { build, search, work } = await timeSearch(kind, subject, next());
		timed.push({
			subject,
			work,
			build: Math.min(build, before[i]?.build ?? Infinity),
			search: Math.min(search, before[i]?.search ?? Infinity),
		});
	}
	return timed;
}

function fitAll(
	flats: readonly Timed<Subject>[],
	trees: readonly Timed<Subject>[],
	lists: readonly Timed<Subject & Lists>[],
): Costs {
	const usual = shippedCosts();
	const searched = <Work extends TimedSearch, Of>(
		timed: readonly Work[],
		count: (one: Work) => Of,
	) => timed.map((one) => ({ counts: count(one), took: one.search }));
	const built = <Work extends TimedSearch, Of>(
		timed: readonly Work[],
		count: (one: Work) => Of,
	) => timed.map((one) => ({ counts: count(one), took: one.build }));
	return {
		flat: fitCosts(
			searched(flats, ({ work }) => countFlat(work)),
			usual.flat,
		),
		treeBuild: fitCosts(
			built(trees, ({ work }) => countTreeBuild(work)),
			usual.treeBuild,
		),
		treeSearch: fitCosts(
			searched(trees, ({ work }) => countTreeSearch(work)),
			usual.treeSearch,
		),
		listsBuild: fitCosts(
			built(lists, ({ work, subject }) => countListsBuild(work, subject)),
			usual.listsBuild,
		),
		listsSearch: fitCosts(
			searched(lists, ({ work, subject }) => countListsSearch(work, subject)),
			usual.listsSearch,
		),
	};
}
