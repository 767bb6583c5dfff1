import { existsSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../src/client/connect.ts";
import { startDaemon } from "../../src/daemon/lifecycle.ts";

const root = join(import.meta.dir, "../..");
export const launcher = [process.execPath, join(root, "bin/arrowshelf.ts")];
export const executable = join(root, "dist/arrowshelf");

/** One way in which a daemon can run. */
export interface DaemonKind {
	readonly name: string;
	/** Whether this checkout can run it; the executable must be built. */
	readonly isThere: boolean;
	start(directory: string): Promise<{ stop(): Promise<void> }>;
}

/** Every way; the client suite runs against each. */
export const daemonKinds: readonly DaemonKind[] = [
	{
		name: "in this process",
		isThere: true,
		start: (directory) => startDaemon({ directory }),
	},
	{
		name: "as a child",
		isThere: true,
		start: (directory) => serve(launcher, directory),
	},
	{
		name: "as the executable",
		isThere: existsSync(executable),
		start: (directory) => serve([executable], directory),
	},
];

/** `serve --detach`, which ends when its daemon answers. */
export async function serve(command: readonly string[], directory: string) {
	const child = Bun.spawn(
		[...command, "serve", "--detach", "--dir", directory],
		{ stdin: "ignore", stdout: "ignore", stderr: "inherit" },
	);
	if ((await child.exited) !== 0) throw new Error("serve --detach failed");
	return { stop: () => stopDaemon(directory) };
}

/** Ends the daemon of a shelf, if there is one. */
export async function stopDaemon(directory: string): Promise<void> {
	const shelf = await connect({ dir: directory, autostart: false }).catch(
		() => undefined,
	);
	await shelf?.shutdown();
}
