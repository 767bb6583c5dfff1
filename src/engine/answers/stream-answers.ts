import { type AnswerBlock, createAnswerBlock } from "./answer-block.ts";
import { answerRounds, type Round } from "./answer-rounds.ts";
import type { AnswerTally } from "./answer-tally.ts";
import type { Question } from "./question.ts";
import type { BlockSink, ResultBlock } from "./result-sink.ts";
import { scaleDistances } from "./scale-distances.ts";
import type { WideAnswers } from "./wide-answers.ts";

/** Rounds that Workers have before them: some begin the second while others
 * still end the first. */
const roundsAhead = 2;

/** A round under way. */
interface Running {
	readonly round: Round;
	readonly block: AnswerBlock;
	readonly done: Promise<void>;
}

/**
 * Answers the queries round by round into a few blocks of memory, which go to
 * the sink in order. The Workers search while the sink writes, and wait where
 * it falls behind. Throws as `answerQueries` does.
 */
export async function streamAnswers(
	question: Question,
	sink: BlockSink,
	tally: AnswerTally,
	wide: WideAnswers | null,
): Promise<void> {
	const { backend, queries, options, unit } = question;
	using memory = new DisposableStack();
	const stop = new AbortController();
	const { mostRows, rounds } = answerRounds(question, sink, stop.signal);
	const ahead = backend.canQueue ? roundsAhead : 1;
	const free: AnswerBlock[] = [];
	const running: Running[] = [];

	const start = (round: Round): void => {
		const block = free.pop() ?? createAnswerBlock(mostRows, options.k, memory);
		const done = round.answer(block);
		done.catch(() => {}); // awaited in its turn
		running.push({ round, block, done });
	};
	const take = async (oldest: Running): Promise<Running> => {
		await oldest.done;
		running.shift();
		return oldest;
	};
	const deliver = async ({ round, block }: Running): Promise<void> => {
		const answers = viewBlock(block, round);
		if (queries.invalid && round.order === "by-row") {
			backend.blankRows(answers, queries.invalid);
		}
		await wide?.refine(answers);
		tally.add(answers);
		if (unit !== 1) scaleDistances(answers.distances, unit);
		await sink.write(answers);
		free.push(block);
	};
	try {
		for (const round of rounds) {
			const [oldest] = running;
			const isFull = oldest !== undefined && running.length === ahead;
			const ended = isFull ? await take(oldest) : undefined;
			start(round);
			if (ended !== undefined) await deliver(ended);
		}
		for (let [oldest] = running; oldest !== undefined; [oldest] = running) {
			await deliver(await take(oldest));
		}
	} finally {
		stop.abort();
		await Promise.allSettled(running.map(({ done }) => done));
	}
}

function viewBlock(
	block: AnswerBlock,
	{ count, first, order }: Round,
): ResultBlock {
	const { k } = block;
	return {
		count,
		k,
		get rows() {
			return order === "by-row" ? null : block.queries.subarray(0, count);
		},
		first,
		get neighbors() {
			return block.neighbors.subarray(0, count * k);
		},
		get distances() {
			return block.distances.subarray(0, count * k);
		},
		distancesAt: block.places.distances,
	};
}
