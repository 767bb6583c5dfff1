import { connect } from "../../src/client/connect.ts";
import type { Shelf } from "../../src/client/shelf.ts";

/** A daemon of its own, a process as in real use, and a connection to it. */
export interface BenchDaemon extends AsyncDisposable {
	readonly shelf: Shelf;
}

/** Starts `arrowshelf serve` for a directory. */
export async function startDaemon(
	executable: string,
	directory: string,
): Promise<BenchDaemon> {
	const command = [executable, "serve", "--detach", "--dir", directory];
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
