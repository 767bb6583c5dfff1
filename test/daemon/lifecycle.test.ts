import { expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { startDaemon } from "../../src/daemon/lifecycle.ts";
import { startChild } from "../helpers/child.ts";
import { failure } from "../helpers/failure.ts";
import { LineClient } from "../helpers/line-client.ts";
import { putTable } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";

test("startDaemon() listens on a private socket and writes its pid", async () => {
	await using shelf = temporaryShelf();
	const umask = process.umask();
	const daemon = await shelf.serve();
	expect(process.umask()).toBe(umask);
	expect(statSync(daemon.socket).mode & 0o777).toBe(0o600);
	const lock = readFileSync(join(shelf.directory, "shelf.lock"), "utf8");
	expect(lock).toBe(`${process.pid}\n`);
});

test("startDaemon() refuses a shelf that is served, naming the pid", async () => {
	await using shelf = temporaryShelf();
	const child = await shelf.serveChild();
	const error = await failure(startDaemon({ directory: shelf.directory }));
	expect(error).toMatchObject({
		code: "exists",
		details: { pid: child.pid, directory: shelf.directory },
	});
	expect(error.message).toContain(`(pid ${child.pid})`);
	await using client = await LineClient.greet(shelf.directory);
	expect((await client.ok("health")).pid).toBe(child.pid);
});

test("startDaemon() refuses a directory that others may enter", async () => {
	await using shelf = temporaryShelf();
	chmodSync(shelf.directory, 0o755);
	const error = await failure(startDaemon({ directory: shelf.directory }));
	expect(error).toMatchObject({ code: "forbidden" });
});

test("startDaemon() takes over the socket of a daemon that was killed", async () => {
	await using shelf = temporaryShelf();
	const child = await shelf.serveChild();
	await child.kill();
	expect(existsSync(join(shelf.directory, "shelf.sock"))).toBe(true);
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	expect((await client.ok("health")).pid).toBe(process.pid);
});

test("startDaemon() that fails leaves the lock to others", async () => {
	await using shelf = temporaryShelf();
	// A socket that cannot be taken over, since it is a directory.
	const socket = join(shelf.directory, "shelf.sock");
	mkdirSync(socket);
	await failure(startDaemon({ directory: shelf.directory }));
	await Bun.$`rmdir ${socket}`;
	await shelf.serve();
});

test("shutdown answers, ends every connection, and keeps what is sealed", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await using other = await LineClient.greet(shelf.directory);
	const sealed = await putTable(client, { key: "kept" });
	const created = await other.ok("create", { kind: "table", bytes: 50_000 });
	await other.ok("get", { key: "kept" });
	expect(await client.ok("shutdown")).toEqual({});
	await Promise.all([client.closed, other.closed, daemon.closed]);
	expect(existsSync(created.path)).toBe(false);
	expect(existsSync(daemon.socket)).toBe(false);
	expect(shelf.objects()).toEqual(["kept@1.arrow"]);

	await shelf.serve();
	await using later = await LineClient.greet(shelf.directory);
	const {
		lease: _lease,
		path: _path,
		...found
	} = await later.ok("get", {
		key: "kept",
	});
	expect(found).toEqual(sealed);
});

test("stop() answers what was asked before it", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve({ capacity: 100_000_000 });
	await using client = await LineClient.greet(shelf.directory);
	client.send('{"id":50,"op":"create","kind":"table","bytes":90000000}\n');
	client.send('{"id":51,"op":"shutdown"}\n');
	const answers = [await client.next(), await client.next()];
	expect(answers.map((answer) => answer?.id).sort()).toEqual([50, 51]);
	expect(answers.every((answer) => answer?.ok !== undefined)).toBe(true);
	await daemon.closed;
	expect(shelf.segments()).toEqual([]);
});

test("stop() twice is once, and a stopped shelf is served again", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve();
	await Promise.all([daemon.stop(), daemon.stop()]);
	await daemon.stop();
	await shelf.serve();
});

test.if(process.getuid?.() === 0)(
	"another user's connection is refused and closed",
	async () => {
		await using shelf = temporaryShelf();
		const daemon = await shelf.serve();
		// What keeps others out as a rule is opened on purpose.
		chmodSync(shelf.directory, 0o755);
		chmodSync(daemon.socket, 0o666);
		await using child = startChild(
			"daemon/other-user.ts",
			shelf.directory,
			"65534",
		);
		expect(JSON.parse(await child.line())).toMatchObject({
			id: 1,
			error: { code: "forbidden", details: { uid: 65534, owner: 0 } },
		});
		expect(await child.line()).toBe("closed");
	},
);

test("startDaemon() keeps a file that is no object, and says so", async () => {
	await using shelf = temporaryShelf();
	mkdirSync(join(shelf.directory, "objects"), { mode: 0o700 });
	const junk = join(shelf.directory, "objects/notes.txt");
	writeFileSync(junk, "mine");
	await shelf.serve();
	expect(shelf.warnings).toHaveLength(1);
	expect(shelf.warnings[0]).toContain("notes.txt");
	expect(readFileSync(junk, "utf8")).toBe("mine");
	await Bun.file(junk).delete();
});
