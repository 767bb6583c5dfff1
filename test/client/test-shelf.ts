import { readdirSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../src/client/connect.ts";
import type { Shelf } from "../../src/client/shelf.ts";
import { shelfNames } from "../../src/config.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { type DaemonKind, daemonKinds } from "./daemon-kinds.ts";

export interface TestShelf extends AsyncDisposable {
	readonly directory: string;
	readonly shelf: Shelf;
	/** Another connection, as another process would have it. */
	connect(): Promise<Shelf>;
	/** Files in shared memory, of whoever. */
	segments(): string[];
}

/** A daemon of its own on a shelf of its own, with a connection. */
export async function testShelf(
	kind: DaemonKind = daemonKinds[0] as DaemonKind,
): Promise<TestShelf> {
	await using stack = new AsyncDisposableStack();
	const directory = stack.use(temporaryDirectory());
	const daemon = await kind.start(directory.path);
	stack.defer(() => daemon.stop());
	const open = () => connect({ dir: directory.path, autostart: false });
	const shelf = stack.use(await open());
	const owned = stack.move();
	return {
		directory: directory.path,
		shelf,
		connect: open,
		segments: () => readdirSync(join(directory.path, shelfNames.segments)),
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

/** Uniform columns x, y, z in the unit cube, the same for one seed. */
export function cube(rows: number, seed = 1) {
	let state = seed;
	const next = () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
	const column = () => Float64Array.from({ length: rows }, next);
	return { x: column(), y: column(), z: column() };
}
