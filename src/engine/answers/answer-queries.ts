import { setImmediate as nextTurn } from "node:timers/promises";
import { viewPlaces } from "../analysis/view-places.ts";
import { AnswerTally } from "./answer-tally.ts";
import type { Question } from "./question.ts";
import type { PlacedSink, ResultSink } from "./result-sink.ts";
import { scaleDistances } from "./scale-distances.ts";
import { spreadAnswers } from "./spread-answers.ts";
import { streamAnswers } from "./stream-answers.ts";
import type { WideAnswers } from "./wide-answers.ts";

/** Values looked through between two looks at the event loop: about 5 ms. */
const stepValues = 1 << 22;

/**
 * Answers every query into the sink. Queries that cannot be searched get NaN
 * and -1. The sink's distances are in the data's unit, those of the tally as
 * they were found. Throws what the sink throws, and as `knn` does; then no Worker
 * writes to the sink's memory any more.
 */
export async function answerQueries(
	question: Question,
	sink: ResultSink,
	wide: WideAnswers | null = null,
): Promise<AnswerTally> {
	const { backend, sample, options } = question;
	const tally = new AnswerTally(backend, sample, options.k);
	if (sink.kind === "placed") await placeAnswers(question, sink, tally, wide);
	else await streamAnswers(question, sink, tally, wide);
	return tally;
}

async function placeAnswers(
	{ backend, index, queries, nprobe, options, unit }: Question,
	{ places }: PlacedSink,
	tally: AnswerTally,
	wide: WideAnswers | null,
): Promise<void> {
	const { matrix, invalid, asked, areThePoints, leaveSelfOut } = queries;
	const { k, includeSelf } = options;
	if (areThePoints && index.units !== undefined) {
		const all = { first: 0, count: index.units.count };
		const how = { k, includeSelf, nprobe, before: 0 };
		await index.units.answer(all, how, places, 0);
	} else if (asked !== null && index.canNumber) {
		const all = { first: 0, count: asked.matrix.rows };
		const how = { k, leaveSelfOut, nprobe, before: 0, byNumber: true };
		await index.answer(asked.matrix, all, how, places);
		await spreadAnswers(places, asked.rowNumbers);
	} else {
		const all = { first: 0, count: matrix.rows };
		const how = { k, leaveSelfOut, nprobe, before: 0 };
		await index.answer(matrix, all, how, places);
	}
	const step = Math.max(1, Math.floor(stepValues / k));
	for (let first = 0; first < places.rows; first += step) {
		if (first > 0) await nextTurn();
		const count = Math.min(step, places.rows - first);
		const block = viewPlaces(places, first, count);
		if (invalid) backend.blankRows(block, invalid);
		await wide?.refine(block);
		tally.add(block);
		if (unit !== 1) scaleDistances(block.distances, unit);
	}
}
