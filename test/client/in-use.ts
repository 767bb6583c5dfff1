import type { Shelf } from "../../src/client/shelf.ts";

/** Whether some process reads something on the shelf now: what clients keep for
 * their next `get` does not count. */
export async function isInUse(shelf: Shelf): Promise<boolean> {
	const { holders } = await shelf.usage();
	return holders.some(({ holds }) => holds === "lease");
}
