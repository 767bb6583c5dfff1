import { answerQueries } from "../answers/answer-queries.ts";
import { createFound } from "../answers/found.ts";
import { ownQueries } from "../answers/own-queries.ts";
import { nativeBackend } from "../backends/native-backend.ts";
import { checkKnnOptions } from "../options.ts";
import { flatPlan, ivfPlan, type Plan } from "../planning/planner.ts";
import type { KnnControl } from "../request.ts";
import { addressOf } from "../vectors/address.ts";
import { createMatrix, type Matrix } from "../vectors/matrix.ts";
import { rowsOf } from "../vectors/rows-of.ts";
import type { Vectors } from "../vectors/sift-rows.ts";
import type { Lists } from "./count-work.ts";
import { spreadOf } from "./measure-spread.ts";
import type { Workload } from "./workload.ts";

/** A search to be timed: uniform points among themselves. */
export interface Subject {
	readonly rows: number;
	readonly dimension: number;
	readonly k: number;
}

/** What it took, in nanoseconds of all cores together: of processor time, which
 * other programs lengthen little, while they double the time that passes. */
export interface TimedSearch {
	readonly build: number;
	readonly search: number;
	readonly work: Workload;
}

/** Builds and searches an index of the kind asked for, with all cores.
 * @throws {CancelledError} the control's signal */
export async function timeSearch(
	kind: "flat" | "tree" | "ivf",
	subject: Subject & Partial<Lists>,
	control: Pick<KnnControl, "signal"> = {},
): Promise<TimedSearch> {
	const { rows, dimension, k } = subject;
	const options = checkKnnOptions({ k });
	using backend = nativeBackend(options, control, rows);
	const all = uniformPoints(rows, dimension);
	const points: Vectors = { all, valid: all, rowNumbers: null, invalid: null };
	const plan = planOf(kind, subject);
	const found = createFound(rows, k);
	const places = {
		rows,
		k,
		distances: addressOf(found.distances),
		neighbors: addressOf(found.neighbors),
		holds: found,
	};
	const queries = ownQueries(points, false);
	const started = process.cpuUsage();
	using index = await backend.build(plan, points);
	const build = nanosecondsSince(started);
	const built = process.cpuUsage();
	const nprobe = plan.nprobe;
	const asked = { queries, nprobe, options, sample: [], unit: 1 };
	const question = { backend, index, ...asked };
	await answerQueries(question, { kind: "placed", places });
	const search = nanosecondsSince(built);
	const spread =
		kind === "tree"
			? await spreadOf(backend, all, k, rows)
			: { spread: dimension, near: 1 };
	return {
		build,
		search,
		work: { rows, queries: rows, dimension, ...spread, k },
	};
}

function nanosecondsSince(start: NodeJS.CpuUsage): number {
	const { user, system } = process.cpuUsage(start);
	return 1000 * (user + system);
}

function planOf(
	kind: "flat" | "tree" | "ivf",
	{ nlist = 1, nprobe = 1 }: Partial<Lists>,
): Plan {
	if (kind === "ivf") return { ...ivfPlan(nlist), nprobe };
	return { ...flatPlan, kind };
}

/** The same in every calibration. */
function uniformPoints(rows: number, dimension: number): Matrix {
	const matrix = createMatrix(rows, dimension);
	const values = rowsOf(matrix, 0, rows);
	let state = 1;
	for (let i = 0; i < values.length; i++) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		values[i] = state / 2 ** 32;
	}
	return matrix;
}
