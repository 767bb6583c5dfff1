import type { KeptSearch } from "../../client/find-kept-index.ts";
import type { KeptIndex } from "../../engine/kept/kept-index.ts";
import { detail } from "../output/notes.ts";
import type { Source } from "./open-source.ts";

/**
 * An index on the shelf that suits a search of a table there; `--verbose` tells
 * why others do not.
 * @param held keeps its lease until it is disposed
 */
export async function findKeptIndex(
	{ shelved }: Source,
	search: KeptSearch,
	held: DisposableStack,
): Promise<KeptIndex | undefined> {
	if (shelved === undefined) return undefined;
	const { shelf, lease } = shelved;
	const onUnfit = (key: string, reason: string) =>
		detail(`index shelf:${key} is not used: ${reason}`);
	return await shelf.findIndex(lease, { ...search, onUnfit }, held);
}
