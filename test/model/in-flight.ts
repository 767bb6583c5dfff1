import fc from "fast-check";
import type { ObjectDetails } from "../../src/protocol/messages.ts";
import {
	type AskedOptions,
	expectOptions,
	putOptions,
} from "./asked-options.ts";
import type { Content } from "./content.ts";
import { content, key } from "./fields.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { published } from "./published.ts";
import type { ModelOptions, ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/** A request that may or may not get through. */
export interface InFlight {
	readonly op: "put" | "replace" | "delete" | "touch";
	readonly key: string;
	readonly content: Content;
	readonly options: AskedOptions;
}

/** Requests of several clients at once, each about another key. */
export const inFlight: fc.Arbitrary<InFlight[]> = fc.uniqueArray(
	fc.record({
		op: fc.constantFrom("put", "replace", "delete", "touch"),
		key,
		content,
		options: putOptions,
	}),
	{ selector: (one) => one.key, maxLength: 4 },
);

/** Asks, and does not wait. */
export function send(
	world: World,
	client: number,
	{ op, key, content, options }: InFlight,
): Promise<Outcome> {
	if (op === "delete" || op === "touch") {
		const fields = op === "touch" ? { key, ...options } : { key };
		return outcomeOf(world.ask(client, op, fields));
	}
	const replace = op === "replace";
	const fields = { key, replace, ...content, ...options };
	return outcomeOf(world.ask(client, "put", fields));
}

/**
 * Finds out which of both a request came to, when it can change no more: all
 * of it or nothing. What was answered has happened.
 * @param code how it was answered; undefined for a client that is dead
 */
export async function resolveInFlight(
	model: ShelfModel,
	world: World,
	one: InFlight,
	code: string | undefined,
): Promise<void> {
	const { op, key, content, options } = one;
	const before = model.objects.get(key);
	const stat = await outcomeOf(world.control.stat(key));
	const now: ObjectDetails | undefined = "ok" in stat ? stat.ok : undefined;
	const refused = refusal(op, before !== undefined);
	const allowed = ["ok", "connection_lost", undefined, refused];
	// No room: judged where nothing else is under way.
	if (op === "put" || op === "replace") allowed.push("out_of_memory");
	if (!allowed.includes(code)) throw new Error(`${op} ${key}: ${code}`);
	if (op === "touch") {
		if (code === "ok" && refused !== undefined) {
			throw new Error(`touch ${key} found what was not there`);
		}
		if (before === undefined) return;
		if (now === undefined) throw new Error(`touch ${key}: it is lost`);
		const isDone = code === "ok" || !isAsBefore(now, before.options);
		const asked = isDone ? options : {};
		before.options = expectOptions(now, asked, before.options, 0);
		return;
	}
	const isDone = now?.version !== before?.version;
	if (code === "ok" && !isDone) throw new Error(`${op} ${key} is lost`);
	if (!isDone) return;
	if (code === "out_of_memory" || refused !== undefined) {
		throw new Error(`${op} ${key} was refused, and happened`);
	}
	if (op === "delete" && now === undefined) model.delete(key);
	else if (op === "delete")
		throw new Error(`delete made ${key}@${now?.version}`);
	else await published(model, world, key, { content, options });
}

function isAsBefore(now: ObjectDetails, before: ModelOptions): boolean {
	const { expires, pinned, metadata } = now;
	return Bun.deepEquals({ expires, pinned, metadata }, before);
}

/** What a request is certain to be refused with. */
function refusal(op: InFlight["op"], isThere: boolean): string | undefined {
	if (op === "put" && isThere) return "exists";
	const isNeeded = op === "delete" || op === "touch";
	return isNeeded && !isThere ? "not_found" : undefined;
}
