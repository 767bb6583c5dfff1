import { expectSame } from "./expect-same.ts";
import type { ModelWatch } from "./shelf-model.ts";
import type { World } from "./world.ts";

interface NumberedEvent {
	readonly type: string;
	readonly sequence: number;
}

/** Compares what a watch was told with the model: all, in order, and nothing
 * else. */
export async function expectEvents(
	world: World,
	client: number,
	{ as, pattern, events }: ModelWatch,
): Promise<void> {
	const given: NumberedEvent[] = await world.ask(client, "events", { as });
	const numbers = given.map(({ sequence }) => sequence);
	expectSame("numbers of events", numbers, [...given.keys()].map(next));
	expectSame(`events of ${pattern}`, inOrder(given), inOrder(events));
}

/** Events of which the model knows when they come. Which objects leave memory
 * and in what order is the daemon's choice: of `evict` the model knows that it
 * happened, of `spill` and `restore` not even that. */
export function inOrder(events: readonly object[]): {
	told: object[];
	evicted: string[];
} {
	const all = (events as readonly NumberedEvent[]).map(
		({ sequence: _, ...event }) => event,
	);
	const isEvict = ({ type }: { type: string }) => type === "evict";
	const isMove = ({ type }: { type: string }) => /^(spill|restore)$/.test(type);
	return {
		told: all.filter((event) => !isEvict(event) && !isMove(event)),
		evicted: all
			.filter(isEvict)
			.map((event) => JSON.stringify(event))
			.sort(),
	};
}

function next(number: number): number {
	return number + 1;
}
