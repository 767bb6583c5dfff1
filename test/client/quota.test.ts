/** A put that does not fit, as a program and a command see it. */
import { expect, test } from "bun:test";
import { basename } from "node:path";
import { connect } from "../../src/client/connect.ts";
import { OutOfMemoryError } from "../../src/errors.ts";
import { startAgent } from "../helpers/agent.ts";
import { startDaemonProcess } from "../helpers/daemon-process.ts";
import { digestOf } from "../helpers/digest.ts";
import { output, run } from "../helpers/executable.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";

const MiB = 1024 * 1024;
/** What the system calls a client process. */
const bun = basename(process.execPath).slice(0, 15);
const capacity = 8 * MiB;

function column(bytes: number): { x: Float64Array } {
	return { x: new Float64Array(bytes / 8).fill(1.5) };
}

async function smallShelf() {
	await using stack = new AsyncDisposableStack();
	const directory = stack.use(temporaryDirectory());
	const dir = directory.path;
	const daemon = await startDaemonProcess(dir, "--memory", String(capacity));
	stack.defer(() => daemon.kill());
	const shelf = stack.use(await connect({ dir, autostart: false }));
	const agent = await startAgent();
	stack.defer(() => agent.kill());
	await agent.ask("connect", { dir });
	const owned = stack.move();
	return {
		dir,
		shelf,
		agent,
		daemon,
		file: directory.file,
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

test("a put beyond --memory names needed, free, capacity and who holds what", async () => {
	await using own = await smallShelf();
	const { shelf, agent, daemon } = own;
	await shelf.put(column(5 * MiB), { key: "large" });
	const held = await agent.ask("get", { as: "l", key: "large" });
	const before = await shelf.usage();

	const error = await failure(shelf.put(column(4 * MiB), { key: "more" }));
	expect(error).toBeInstanceOf(OutOfMemoryError);
	const { details, message } = error as OutOfMemoryError;
	expect(details).toMatchObject({
		free: before.free,
		capacity,
		holders: [
			{
				key: "large",
				version: 1,
				bytes: before.used,
				processes: [{ pid: agent.pid, command: bun }],
			},
		],
	});
	expect(details.needed).toBeGreaterThan(4 * MiB);
	expect(message).toContain(`"large"`);
	expect(message).toContain(`${bun} ${agent.pid}`);

	// As it was before, for everybody.
	const { loop_delay_ms: _, ...after } = await shelf.usage();
	expect(before).toMatchObject(after);
	expect(await agent.ask("read", { as: "l" })).toEqual(held);
	expect(await agent.ask("put", { key: "small", rows: 1000, seed: 1 })).toBe(
		"small",
	);
	expect(daemon.complaints).toEqual([]);
});

test("two puts at once do not get the same last bytes", async () => {
	await using own = await smallShelf();
	const { shelf, agent } = own;
	const rows = (5 * MiB) / 8;
	const ended = await Promise.allSettled([
		shelf.put(column(5 * MiB), { key: "mine" }),
		agent.ask("put", { key: "theirs", rows, seed: 1 }),
	]);
	expect(ended.map(({ status }) => status).sort()).toEqual([
		"fulfilled",
		"rejected",
	]);
	await until(async () => (await shelf.usage()).pending === 0);
	expect((await shelf.list()).length).toBe(1);
});

test("a deleted table that is leased takes its memory until it is let go", async () => {
	await using own = await smallShelf();
	const { shelf, agent } = own;
	await shelf.put(column(5 * MiB), { key: "large" });
	const held = await agent.ask("get", { as: "l", key: "large" });
	await shelf.delete("large");
	const refused = await failure(shelf.put(column(5 * MiB), { key: "next" }));
	expect(refused).toHaveProperty("code", "out_of_memory");
	expect(refused.message).toContain(`${bun} ${agent.pid}`);
	expect(await agent.ask("read", { as: "l" })).toEqual(held);
	expect(held.values).toBe(digestOf(column(5 * MiB).x));
	await agent.ask("dispose", { as: "l" });
	await until(async () => (await shelf.usage()).used === 0);
	expect(await shelf.put(column(5 * MiB), { key: "next" })).toBe("next");
});

test("arrowshelf put says in one line what does not fit, and exits with 1", async () => {
	await using own = await smallShelf();
	const { shelf, dir } = own;
	const file = own.file("large.arrow");
	await shelf.put(column(5 * MiB), { key: "large" });
	await output(["get", "large", "-o", file], { dir });
	const { exitCode, stdout, stderr } = await run(["put", file], { dir });
	expect([exitCode, stdout]).toEqual([1, ""]);
	expect(stderr.trimEnd().split("\n").length).toBe(1);
	expect(stderr).toMatch(
		/Cannot reserve 5\.\d* ?MiB .* of 8\.?0? ?MiB are free/,
	);
	expect(stderr).toContain(`"large"`);
	expect((await shelf.list()).length).toBe(1);
});
