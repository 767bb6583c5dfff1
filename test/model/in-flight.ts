import fc from "fast-check";
import type { Content } from "./content.ts";
import { content, key } from "./fields.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { published } from "./published.ts";
import type { ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/** A request that may or may not get through. */
export interface InFlight {
	readonly op: "put" | "replace" | "delete";
	readonly key: string;
	readonly content: Content;
}

/** Requests of several clients at once, each about another key. */
export const inFlight: fc.Arbitrary<InFlight[]> = fc.uniqueArray(
	fc.record({
		op: fc.constantFrom("put", "replace", "delete"),
		key,
		content,
	}),
	{ selector: (one) => one.key, maxLength: 4 },
);

/** Asks, and does not wait. */
export function send(
	world: World,
	client: number,
	{ op, key, content }: InFlight,
): Promise<Outcome> {
	const replace = op === "replace";
	return outcomeOf(
		op === "delete"
			? world.ask(client, "delete", { key })
			: world.ask(client, "put", { key, replace, ...content }),
	);
}

/**
 * Finds out which of both a request came to, when it can change no more: all
 * of it or nothing. What was answered has happened.
 * @param code how it was answered; undefined for a client that is dead
 */
export async function resolveInFlight(
	model: ShelfModel,
	world: World,
	{ op, key, content }: InFlight,
	code: string | undefined,
): Promise<void> {
	const before = model.objects.get(key);
	const stat = await outcomeOf(world.control.stat(key));
	const now = stat.code === "ok" && "ok" in stat ? stat.ok.version : undefined;
	const isDone = now !== before?.version;
	if (code === "ok" && !isDone) throw new Error(`${op} ${key} is lost`);
	const allowed = ["ok", "connection_lost", undefined, refusal(op, !!before)];
	// No room: judged where nothing else is under way.
	if (op !== "delete") allowed.push("out_of_memory");
	if (!allowed.includes(code)) throw new Error(`${op} ${key}: ${code}`);
	if (!isDone) return;
	if (code === "out_of_memory" || refusal(op, !!before) !== undefined) {
		throw new Error(`${op} ${key} was refused, and happened`);
	}
	if (op === "delete" && now === undefined) model.delete(key);
	else if (op === "delete") throw new Error(`delete made ${key}@${now}`);
	else await published(model, world, key, content);
}

/** What a request is certain to be refused with. */
function refusal(op: InFlight["op"], isThere: boolean): string | undefined {
	if (op === "put" && isThere) return "exists";
	return op === "delete" && !isThere ? "not_found" : undefined;
}
