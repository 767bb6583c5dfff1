import { afterEach, expect, setSystemTime, test } from "bun:test";
import { Expiry } from "../../src/daemon/expiry.ts";
import type { StoredVersion } from "../../src/daemon/stored-version.ts";
import { LineClient } from "../helpers/line-client.ts";
import { tableFile, writeSegment } from "../helpers/put-object.ts";
import { temporaryShelf } from "../helpers/shelf.ts";
import { until } from "../helpers/until.ts";

async function put(client: LineClient, fields: object) {
	const layout = tableFile(10);
	const created = { kind: "table", bytes: layout.byteLength, ...fields };
	const { segment, path } = await client.ok("create", created);
	writeSegment(path, layout);
	return await client.ok("seal", { segment });
}

function expiring(key: string, expiresMs: number | null): StoredVersion {
	const options = { expiresMs, pinned: false, metadata: {} };
	return { key, version: 1, options } as StoredVersion;
}

/** Sets the clock on past these ends, and has what is due go: an object with the
 * nearest end of all starts it. The daemon runs in this process. */
async function passEnds(client: LineClient, ...ends: string[]): Promise<void> {
	const times = ends.map((end) => Date.parse(end));
	setSystemTime(Math.min(...times) - 2);
	await put(client, { key: "end", ttl_ms: 1 });
	setSystemTime(Math.max(...times) + 1);
	await until(
		async () => (await client.code("stat", { key: "end" })) !== undefined,
	);
}

afterEach(() => void setSystemTime());

test("objects go in the order of their times, not before, and are told of", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using watcher = await LineClient.greet(shelf.directory);
	await watcher.ok("watch", { pattern: "t*" });
	await using client = await LineClient.greet(shelf.directory);
	const ends: { key: string; atMs: number }[] = [];
	for (const key of ["t3", "t1", "t2"]) {
		await put(client, { key });
		expect(await watcher.event()).toMatchObject({ type: "put", key });
	}
	for (const [key, ttl_ms] of [
		["t3", 200],
		["t1", 50],
		["t2", 120],
	] as const) {
		const { expires } = await client.ok("touch", { key, ttl_ms });
		ends.push({ key, atMs: Date.parse(expires) });
	}
	await put(client, { key: "stays" });
	for (const { key, atMs } of ends.toSorted((a, b) => a.atMs - b.atMs)) {
		const event = await watcher.event();
		expect(event).toMatchObject({ type: "expire", key, version: 1 });
		expect(Date.now()).toBeGreaterThanOrEqual(atMs);
		expect(await client.code("get", { key })).toBe("not_found");
	}
	expect(shelf.objects()).toEqual(["stays@1.arrow"]);
});

test("an expired object keeps its memory for its leases", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const { bytes } = await put(client, { key: "k" });
	const { lease } = await client.ok("get", { key: "k" });
	await client.ok("touch", { key: "k", ttl_ms: 1 });
	await until(
		async () => (await client.code("stat", { key: "k" })) !== undefined,
	);
	expect((await client.ok("usage")).used).toBe(bytes);
	await client.ok("release", { lease });
	await until(async () => (await client.ok("usage")).used === 0);
});

test("touch() puts the end off, takes it away, and leaves what it does not name", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	const metadata = { a: "b" };
	await put(client, { key: "k", ttl_ms: 30_000, pin: true, metadata });
	const first = await client.ok("stat", { key: "k" });
	const later = await client.ok("touch", { key: "k", ttl_ms: 60_000 });
	expect(Date.parse(later.expires)).toBeGreaterThan(Date.now() + 30_000);
	expect(later).toMatchObject({ pinned: true, metadata });
	const never = await client.ok("touch", { key: "k", ttl_ms: null });
	expect(never).toMatchObject({ expires: null, pinned: true, metadata });
	const other = await client.ok("touch", {
		key: "k",
		pin: false,
		metadata: {},
	});
	expect(other).toMatchObject({ expires: null, pinned: false, metadata: {} });
	expect(await client.code("touch", { key: "none" })).toBe("not_found");
	await passEnds(client, first.expires, later.expires);
	expect(await client.ok("stat", { key: "k" })).toMatchObject({ version: 1 });
});

test("a replace ends the time of the version before it", async () => {
	await using shelf = temporaryShelf();
	await shelf.serve();
	await using client = await LineClient.greet(shelf.directory);
	await put(client, { key: "k", ttl_ms: 30_000 });
	const { expires } = await client.ok("stat", { key: "k" });
	await put(client, { key: "k", replace: true });
	await passEnds(client, expires);
	expect(await client.ok("stat", { key: "k" })).toMatchObject({
		version: 2,
		expires: null,
	});
});

test("what expired while no daemon ran is gone at its start", async () => {
	await using shelf = temporaryShelf();
	const daemon = await shelf.serve();
	const client = await LineClient.greet(shelf.directory);
	await put(client, { key: "k", ttl_ms: 30_000 });
	await put(client, { key: "stays", ttl_ms: 3_600_000 });
	const { expires } = await client.ok("stat", { key: "k" });
	await client[Symbol.asyncDispose]();
	await daemon.stop();
	expect(shelf.objects()).toHaveLength(2);
	setSystemTime(Date.parse(expires));
	await shelf.serve();
	expect(shelf.objects()).toEqual(["stays@1.arrow"]);
	expect(shelf.segments()).toHaveLength(1);
	await using again = await LineClient.greet(shelf.directory);
	expect(await again.code("get", { key: "k" })).toBe("not_found");
	expect(shelf.warnings).toEqual([]);
});

test("Expiry waits on when the clock was set back, and acts at once when it was set on", async () => {
	const expired: string[] = [];
	const expiry = new Expiry(
		() => true,
		({ key }) => expired.push(key) > 0,
	);
	try {
		const atMs = Date.now() + 20;
		expiry.watch(expiring("k", atMs));
		setSystemTime(atMs - 3_600_000);
		await Bun.sleep(60);
		expect(expired).toEqual([]);
		setSystemTime(atMs + 1);
		expiry.watch(expiring("first", atMs - 1));
		await until(() => expired.length === 2);
		expect(expired).toEqual(["first", "k"]);
	} finally {
		setSystemTime();
		expiry.stop();
	}
});

test("Expiry has thousands go in order, and lets others have their turn", async () => {
	const expired: number[] = [];
	let atOnce = 0;
	let most = 0;
	const expiry = new Expiry(
		() => true,
		({ options }) => {
			expired.push(options.expiresMs ?? 0);
			if (atOnce === 0) setImmediate(() => (atOnce = 0));
			most = Math.max(most, ++atOnce);
			return true;
		},
	);
	const count = 5000;
	const start = Date.now() - count;
	for (let at = 0; at < count; at += 1) {
		expiry.watch(expiring(`k${at}`, start + ((at * 7919) % count)));
	}
	expiry.watch(expiring("far", Date.now() + 1000 * 86_400_000));
	expiry.watch(expiring("never", null));
	await until(() => expired.length === count);
	expect(expired).toEqual(expired.toSorted((a, b) => a - b));
	expect(most).toBeLessThanOrEqual(1000);
	expect(expiry.isWaiting).toBeTrue();
	expiry.stop();
	expect(expiry.isWaiting).toBeFalse();
});

test("Expiry tries again what did not go, until it does or counts no longer", async () => {
	const tries: string[] = [];
	const touched = expiring("touched", Date.now());
	const expiry = new Expiry(
		() => true,
		({ key }) => {
			tries.push(key);
			if (key === "touched") {
				touched.options = { ...touched.options, expiresMs: null };
			}
			return key === "k" && tries.filter((each) => each === key).length === 3;
		},
		5,
	);
	expiry.watch(expiring("k", Date.now()));
	expiry.watch(touched);
	await until(() => !expiry.isWaiting);
	expect(tries.toSorted()).toEqual(["k", "k", "k", "touched"]);
	expiry.stop();
});
