import { expect, test } from "bun:test";
import { chmodSync, closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../src/client/connect.ts";
import { environment } from "../../src/config.ts";
import { ConnectionError } from "../../src/errors.ts";
import { tryLockFile } from "../../src/os/file-lock.ts";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";
import { autostartDirectory } from "./autostart-directory.ts";

test("connect() without a daemon says how to start one", async () => {
	await using directory = autostartDirectory();
	const dir = directory.path;
	const error = await failure(connect({ dir, autostart: false }));
	expect(error).toBeInstanceOf(ConnectionError);
	expect(error).toHaveProperty("code", "no_daemon");
	expect(error.message).toEndWith(
		`start it with: arrowshelf serve --dir ${dir}`,
	);
});

test("connect() refuses a directory whose socket path is too long", async () => {
	const error = await failure(connect({ dir: `/dev/shm/${"d".repeat(120)}` }));
	expect(error).toBeInstanceOf(RangeError);
	expect(error.message).toContain("at most 107 bytes");
});

test("connect() of four processes at once starts one daemon for all", async () => {
	await using directory = autostartDirectory();
	const dir = directory.path;
	await using stack = new AsyncDisposableStack();
	const racers = Array.from({ length: 4 }, () =>
		stack.use(startChild("client/racer.ts", dir)),
	);
	for (const racer of racers) expect(await racer.line()).toBe("ready");
	// All of them are let go before the first can have connected.
	const ends = racers.map((racer) => racer.end());
	const pids = await Promise.all(racers.map((racer) => racer.line()));
	expect(new Set(pids).size).toBe(1);
	// They end by themselves, although none of them closed its shelf.
	expect(await Promise.all(ends)).toEqual([0, 0, 0, 0]);
	await using shelf = await connect({ dir, autostart: false });
	expect(await shelf.list()).toHaveLength(4);
	await until(async () => (await shelf.health()).connections === 1);
});

test("connect() takes over where a daemon was killed", async () => {
	await using directory = autostartDirectory();
	const dir = directory.path;
	{
		await using first = await connect({ dir });
		await first.put({ x: Float32Array.of(1) }, { key: "kept" });
		process.kill((await first.health()).pid, "SIGKILL");
		await until(() => !first.connected);
	}
	await using second = await connect({ dir });
	expect((await second.stat("kept")).rows).toBe(1);
});

test("connect() carries the line of a daemon that cannot start", async () => {
	await using directory = autostartDirectory();
	chmodSync(directory.path, 0o777);
	const error = await failure(connect({ dir: directory.path }));
	expect(error).toHaveProperty("code", "no_daemon");
	expect(error.message).toContain("Cannot start a daemon");
	expect(error.message).toMatch(/mode|open|permission|group/i);
});

test("$ARROWSHELF_EXECUTABLE is what starts, and is named when it cannot", async () => {
	await using directory = autostartDirectory();
	const dir = directory.path;
	const fake = directory.file("fake");
	writeFileSync(fake, "#!/bin/sh\necho arrowshelf: no such luck >&2; exit 3\n");
	process.env[environment.executable] = fake;
	try {
		const absent = await failure(connect({ dir }));
		expect(absent.message).toContain(JSON.stringify(fake));
		chmodSync(fake, 0o700);
		const failed = await failure(connect({ dir }));
		expect(failed.message).toEndWith('": no such luck');
	} finally {
		delete process.env[environment.executable];
	}
});

test("connect() refuses a daemon of another protocol, naming both", async () => {
	await using directory = autostartDirectory();
	const server = Bun.listen({
		unix: directory.file("shelf.sock"),
		socket: {
			data(peer, chunk) {
				const { id } = JSON.parse(chunk.toString());
				const ok = { protocol: 99, version: "9", pid: 1, dir: "" };
				peer.write(`${JSON.stringify({ id, ok })}\n`);
			},
		},
	});
	const error = await failure(connect({ dir: directory.path }));
	server.stop(true);
	expect(error).toHaveProperty("code", "version_mismatch");
	expect(error.message).toContain("protocol 99");
});

test("connect() of 700 at once to a daemon whose queue is full", async () => {
	await using shelf = temporaryShelf();
	const dir = shelf.directory;
	const daemon = await shelf.serveChild();
	process.kill(daemon.pid, "SIGSTOP");
	await using stack = new AsyncDisposableStack();
	const connected = Promise.all(
		Array.from({ length: 700 }, async () =>
			stack.use(await connect({ dir, autostart: false })),
		),
	);
	// The kernel takes no more: what comes now looks as if nobody listened.
	await until(() => isRefused(join(dir, "shelf.sock")));
	process.kill(daemon.pid, "SIGCONT");
	expect(await connected).toHaveLength(700);
});

test("connect() waits for a daemon that has the lock and does not listen yet", async () => {
	await using shelf = temporaryShelf();
	const lock = openSync(join(shelf.directory, "shelf.lock"), "a+", 0o600);
	expect(tryLockFile(lock)).toBe(true);
	const connected = connect({ dir: shelf.directory, autostart: false });
	closeSync(lock);
	const [daemon, client] = await Promise.all([shelf.serve(), connected]);
	expect((await client.health()).socket).toBe(daemon.socket);
	await client.close();
});

test("connect() asks the next daemon where one ends meanwhile", async () => {
	await using directory = autostartDirectory();
	const dir = directory.path;
	// Takes one connection and closes it without a word, as one that ends does.
	const ending = Bun.listen({
		unix: directory.file("shelf.sock"),
		socket: {
			open(socket) {
				ending.stop();
				rmSync(directory.file("shelf.sock"), { force: true });
				socket.end();
			},
			data() {},
		},
	});
	await using client = await connect({ dir });
	expect((await client.health()).pid).not.toBe(process.pid);
});

async function isRefused(unix: string): Promise<boolean> {
	try {
		(await Bun.connect({ unix, socket: { data() {} } })).end();
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
	}
}
