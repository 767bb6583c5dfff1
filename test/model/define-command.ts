import fc from "fast-check";
import type { ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/** One step of a run, on the model and on the real shelf. */
export type Command = fc.AsyncCommand<ShelfModel, World>;

/** What a kind of step does. */
export interface CommandKind<F> {
	/** Whether it makes sense now; by default always. */
	readonly check?: (model: Readonly<ShelfModel>, fields: F) => boolean;
	readonly run: (model: ShelfModel, world: World, fields: F) => Promise<void>;
}

/**
 * Steps of one kind with drawn fields; a failing run is printed as their
 * names and fields.
 */
export function defineCommand<F>(
	name: string,
	fields: { [K in keyof F]: fc.Arbitrary<F[K]> },
	{ check, run }: CommandKind<F>,
): fc.Arbitrary<Command> {
	return fc.record<F>(fields).map((drawn) => ({
		check: (model) => check?.(model, drawn as F) ?? true,
		run: (model, world) => run(model, world, drawn as F),
		toString: () => `${name}(${JSON.stringify(drawn)})`,
	}));
}
