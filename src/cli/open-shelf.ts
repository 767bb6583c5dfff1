import type { Shelf } from "../client/shelf.ts";
import { checkUsageOf } from "./usage-error.ts";

export interface OpenShelfOptions {
	/** The value of `--dir`. */
	readonly dir: string | undefined;
	/** Start a daemon where none answers. */
	readonly autostart?: boolean;
}

/**
 * Connects to the shelf that `--dir` or the environment names.
 * @throws {ConnectionError} `no_daemon`, with the command that starts one
 * @throws {UsageError} a directory that cannot be a shelf's
 */
export async function openShelf({
	dir,
	autostart = false,
}: OpenShelfOptions): Promise<Shelf> {
	const { connect } = await import("../client/connect.ts");
	return await checkUsageOf(connect({ dir, autostart, client: "arrowshelf" }));
}
