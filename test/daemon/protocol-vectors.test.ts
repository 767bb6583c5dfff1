/** The vectors of test/fixtures/protocol.json against a real daemon. Its
 * `about` says how they are read; every client's tests can do the same. */
import { expect, test } from "bun:test";
import { closeSync, openSync, writeSync } from "node:fs";
import { requestFields } from "../../src/protocol/fields.ts";
import { protocolVersion } from "../../src/protocol/version.ts";
import protocol from "../fixtures/protocol.json";
import {
	type Answer,
	LineClient,
	type RevokeLine,
	type WatchLine,
} from "../helpers/line-client.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

interface Step {
	readonly request?: { readonly op: string };
	readonly line?: string;
	readonly id?: null;
	readonly ok?: Readonly<Record<string, unknown>>;
	readonly error?: { readonly code: string; readonly details?: object };
	readonly save?: readonly string[];
	readonly write?: keyof typeof protocol.files;
	readonly event?: object;
	readonly revoke?: object;
	readonly closed?: true;
}

type Kept = Map<string, string>;

const placeholders: Readonly<Record<string, unknown>> = {
	"<string>": expect.stringMatching(/./),
	"<integer>": expect.any(Number),
	"<number>": expect.any(Number),
	"<time>": expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
};

test.each(protocol.vectors)("$name", async ({ isGreeted = true, steps }) => {
	await using shelf = temporaryShelf();
	await shelf.serve({ capacity: protocol.capacity });
	const open = isGreeted ? LineClient.greet : LineClient.open;
	await using client = await open(shelf.directory);
	const kept: Kept = new Map();
	for (const step of steps as Step[]) await play(step, client, kept);
});

test("the vectors are of this protocol, and play every operation", () => {
	expect(protocol.protocol).toBe(protocolVersion);
	const played = protocol.vectors.flatMap(({ steps }) =>
		(steps as Step[]).map(({ request }) => request?.op ?? ""),
	);
	expect(
		Object.keys(requestFields).filter((op) => !played.includes(op)),
	).toEqual([]);
});

async function play(step: Step, client: LineClient, kept: Kept): Promise<void> {
	if (step.write !== undefined) {
		writeFile(kept.get("path") ?? "", protocol.files[step.write]);
	} else if (step.event !== undefined) {
		expect(await client.event()).toEqual(fill(step.event, kept) as WatchLine);
	} else if (step.revoke !== undefined) {
		expect(await client.revoke()).toEqual(step.revoke as RevokeLine);
	} else if (step.closed) {
		await client.closed;
	} else {
		check(step, await send(step, client, kept), kept);
	}
}

function writeFile(path: string, base64: string): void {
	const fd = openSync(path, "r+");
	writeSync(fd, Buffer.from(base64, "base64"), 0, undefined, 0);
	closeSync(fd);
}

async function send(
	{ line, request }: Step,
	client: LineClient,
	kept: Kept,
): Promise<Answer | undefined> {
	if (request !== undefined) {
		const { op, ...fields } = request;
		return await client.ask(op, fill(fields, kept) as object);
	}
	client.send(line ?? "");
	return await client.next();
}

function check(step: Step, answer: Answer | undefined, kept: Kept): void {
	const { ok, error, id, save = [] } = step;
	if (id === null) expect(answer?.id).toBeNull();
	if (ok !== undefined) {
		expect(answer).toEqual({ id: answer?.id, ok: fill(ok, kept) } as Answer);
		for (const name of save) kept.set(name, answer?.ok[name]);
	} else {
		expect(answer).toMatchObject({ error: error as object });
		expect(answer?.error?.message).toMatch(/^[A-Z].*[^.]$/);
	}
}

/** A value with what is kept in the place of $name, and matchers in the place
 * of <kind>. */
function fill(value: unknown, kept: Kept): unknown {
	if (Array.isArray(value)) return value.map((item) => fill(item, kept));
	if (typeof value === "object" && value !== null) {
		const entries = Object.entries(value);
		return Object.fromEntries(
			entries.map(([name, item]) => [name, fill(item, kept)]),
		);
	}
	if (typeof value !== "string") return value;
	if (value.startsWith("$")) return kept.get(value.slice(1));
	return placeholders[value] ?? value;
}
