import { connect } from "../../src/client/connect.ts";
import type { Shelf } from "../../src/client/shelf.ts";

/** A daemon of its own, a process as in real use, and a connection to it. */
export interface BenchDaemon extends AsyncDisposable {
	readonly shelf: Shelf;
}

/** Starts `arrowshelf serve` for a directory, with further arguments of it. */
export async function startDaemon(
	executable: string,
	directory: string,
	more: readonly string[] = [],
): Promise<BenchDaemon> {
	const place = ["--dir", directory];
	const command = [executable, "serve", "--detach", ...place, ...more];
	const exitCode = await Bun.spawn(command).exited;
	if (exitCode !== 0) throw new Error(`serve ended with ${exitCode}`);
	const shelf = await connect({ dir: directory, autostart: false });
	return {
		shelf,
		async [Symbol.asyncDispose]() {
			await shelf.shutdown();
			await shelf.close();
		},
	};
}
