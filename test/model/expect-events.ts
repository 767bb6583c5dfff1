import { expectSame } from "./expect-same.ts";
import type { ModelWatch } from "./shelf-model.ts";
import type { World } from "./world.ts";

/** Compares what a watch was told with the model: all, in order, and nothing
 * else. */
export async function expectEvents(
	world: World,
	client: number,
	{ as, pattern, events }: ModelWatch,
): Promise<void> {
	const given = await world.ask(client, "events", { as });
	expectSame(`events of ${pattern}`, given, events);
}
