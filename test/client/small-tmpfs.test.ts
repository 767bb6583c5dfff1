import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const fixture = join(import.meta.dir, "../fixtures/client/small-tmpfs.ts");
const MiB = 1024 * 1024;

/** Why there can be no tmpfs of our own here; undefined: there can. */
const reason = refusal();
if (reason !== undefined) {
	console.log(`Not tested, a tmpfs of 64 MiB: ${reason}`);
}

test.skipIf(reason !== undefined)(
	"a tmpfs smaller than the quota: a put fails with out_of_memory, and nobody else notices",
	async () => {
		const { exitCode, stdout, stderr } =
			await inSmallTmpfs(`exec "$1" "$2" "$0"`);
		// 135 would be SIGBUS.
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
		const seen = JSON.parse(stdout);
		expect(seen.tmpfsBytes).toBe(64 * MiB);
		expect(seen.error).toMatchObject({
			name: "OutOfMemoryError",
			code: "out_of_memory",
			details: {
				capacity: 1024 * MiB,
				free: seen.before.free,
				holders: [
					{
						key: "theirs",
						processes: [{ pid: seen.agentPid }],
					},
				],
			},
		});
		expect(seen.error.details.needed).toBeGreaterThan(60 * MiB);
		expect(seen.error.message).toContain("the shelf has room, but");
		expect(seen.command.exitCode).toBe(1);
		expect(seen.command.stderr).toMatch(/^arrowshelf: Cannot reserve 16/);
		expect(seen.leases).toBe(true);
		expect(seen.keys).toEqual(["small", "theirs"]);
		expect(seen.isSameDaemon).toBe(true);
		expect(seen.complaints).toEqual([]);
	},
);

/** Runs a shell script where `$0` is a fresh tmpfs that only it sees. */
async function inSmallTmpfs(script: string) {
	const path = mkdtempSync(join(tmpdir(), "arrowshelf-tmpfs-"));
	try {
		const mounted = `mount -t tmpfs -o size=64m tmpfs "$0" && ${script}`;
		const child = Bun.spawn(
			["unshare", "-rm", "sh", "-c", mounted, path, process.execPath, fixture],
			{ stdin: "ignore", stdout: "pipe", stderr: "pipe" },
		);
		const [stdout, stderr, exitCode] = await Promise.all([
			new Response(child.stdout).text(),
			new Response(child.stderr).text(),
			child.exited,
		]);
		return { exitCode, stdout, stderr };
	} finally {
		rmSync(path, { recursive: true });
	}
}

function refusal(): string | undefined {
	if (Bun.which("unshare") === null) return "there is no unshare";
	const path = mkdtempSync(join(tmpdir(), "arrowshelf-tmpfs-"));
	const { success, stderr } = Bun.spawnSync([
		...["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", path],
	]);
	rmSync(path, { recursive: true });
	return success ? undefined : stderr.toString().trim();
}
