import fc from "fast-check";
import type { WhenFull } from "../../src/protocol/messages.ts";
import { anyCommand } from "./commands.ts";
import { finish } from "./finish.ts";
import { ShelfModel } from "./shelf-model.ts";
import { clientCount, World } from "./world.ts";

/** Small, so that puts meet it. */
const capacity = { reject: 2 << 20, evict: 44 << 10, spill: 44 << 10 };

export interface ModelRuns {
	readonly runs: number;
	readonly seed: number;
	/** What the daemon does with a put that does not fit. */
	readonly whenFull: WhenFull;
	/** Milliseconds, for making a failure shorter too. */
	readonly limitMs: number;
	/** Where a failure was, as it is printed: repeats that run alone. */
	readonly path?: string;
}

/**
 * Random steps of 1 to 4 client processes against the executable's daemon,
 * each compared with the model. A failure is made as short as possible and
 * thrown with its seed, its path and its steps.
 */
export async function runModel({
	runs,
	seed,
	whenFull,
	limitMs,
	path,
}: ModelRuns): Promise<void> {
	let world: World | undefined;
	// A failure is waited for again and again while it is made shorter.
	let patienceMs = 20_000;
	const property = fc.asyncProperty(
		fc.integer({ min: 1, max: clientCount }),
		fc.commands([anyCommand], { maxCommands: 30, size: "+1" }),
		async (clients, commands) => {
			const bytes = capacity[whenFull];
			world ??= await World.start(patienceMs, whenFull, bytes);
			const real = world;
			const model = new ShelfModel(bytes, clients, whenFull);
			try {
				await fc.asyncModelRun(() => ({ model, real }), commands);
				await finish(model, real);
			} catch (error) {
				// What it left is no start for another run.
				world = undefined;
				patienceMs = 1000;
				await real[Symbol.asyncDispose]();
				throw error;
			}
		},
	);
	try {
		await fc.assert(property, {
			numRuns: runs,
			seed,
			includeErrorInReport: true,
			interruptAfterTimeLimit: limitMs,
			markInterruptAsFailure: true,
			...(path === undefined ? {} : { path, endOnFailure: true }),
		});
	} finally {
		await world?.[Symbol.asyncDispose]();
	}
}
