import type { KeptQuestion } from "../../client/open-kept-index.ts";
import { checkKey } from "../../config.ts";
import type { KeptIndex } from "../../engine/kept/kept-index.ts";
import { keptKey } from "../../engine/planning/index-choice.ts";
import { checkUsage, UsageError } from "../usage-error.ts";
import type { Source } from "./open-source.ts";

/**
 * The index that `--index shelf:KEY` names; undefined where it names none.
 * @param held keeps its lease until it is disposed
 * @throws {UsageError} the points do not lie on the shelf
 * @throws {InvalidTableError} it cannot be used for these points
 */
export async function openKeptIndex(
	index: string | undefined,
	{ name, shelved }: Source,
	question: KeptQuestion,
	held: DisposableStack,
): Promise<KeptIndex | undefined> {
	const key = keptKey(index);
	if (key === undefined) return undefined;
	checkUsage(() => checkKey(key));
	if (shelved === undefined) {
		throw new UsageError(
			`Cannot search ${JSON.stringify(name)} with an index on the shelf: expected shelf:KEY, the table that it was built from`,
		);
	}
	const { shelf, lease } = shelved;
	return await shelf.openIndex(key, lease, question, held);
}
