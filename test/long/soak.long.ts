/** `SOAK_CYCLES` is how often a table is put, read and deleted. */
import { expect, test } from "bun:test";
import { readdirSync, readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../src/client/connect.ts";
import { shelfNames } from "../../src/config.ts";
import { startAgent } from "../helpers/agent.ts";
import { startDaemonProcess } from "../helpers/daemon-process.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { until } from "../helpers/until.ts";

const cycles = Number(process.env.SOAK_CYCLES ?? 10_000);
/** Until then Bun's own heap grows to the size that it keeps. */
const warmUpCycles = Math.min(500, Math.ceil(cycles / 2));
const clientCount = 8;
const MiB = 1024 * 1024;

test(`${cycles} cycles of 1 to 64 MB by ${clientCount} clients leave the daemon's memory as it was`, async () => {
	using directory = temporaryDirectory();
	const dir = directory.path;
	const atStart = usedOn(dir);
	await using stack = new AsyncDisposableStack();
	const daemon = await startDaemonProcess(dir, "--memory", "4GiB");
	stack.defer(() => daemon.kill());
	const agents = await Promise.all(
		Array.from({ length: clientCount }, startAgent),
	);
	stack.defer(async () => {
		await Promise.all(agents.map((agent) => agent.kill()));
	});
	await Promise.all(agents.map((agent) => agent.ask("connect", { dir })));
	const shelf = stack.use(await connect({ dir, autostart: false }));

	const daemonEnds = daemon.ended.then((how) => {
		if (next < cycles) throw new Error(`The daemon ended: ${how}`);
	});
	/** Every client takes the next cycle as soon as it is done with one. */
	let next = 0;
	async function cycleUntil(end: number): Promise<void> {
		const done = Promise.all(
			agents.map(async (agent, at) => {
				while (next < end) {
					const rows = rowsOf(next);
					next += 1;
					await agent.ask("cycle", { key: `soak${at}`, rows, seed: next });
				}
			}),
		);
		await Promise.race([done, daemonEnds]);
		await until(async () => (await shelf.usage()).used === 0);
	}

	await cycleUntil(warmUpCycles);
	const warm = residentBytes(daemon.pid);
	await cycleUntil(cycles);
	const last = residentBytes(daemon.pid);
	console.log(
		`${cycles} cycles: daemon ${mebibytes(warm)} after ${warmUpCycles}, ${mebibytes(last)} at the end`,
	);
	expect(last - warm).toBeLessThan(20 * MiB);

	const { pending, leases, objects, recycled } = await shelf.usage();
	expect([pending, leases, objects]).toEqual([0, 0, 0]);
	for (const folder of [shelfNames.segments, shelfNames.objects]) {
		expect(readdirSync(join(dir, folder))).toEqual([]);
	}
	for (const { pid } of [daemon, ...agents]) {
		expect(deletedMappings(pid, dir)).toEqual([]);
	}
	// Others may use the same tmpfs for a while.
	await until(() => usedOn(dir) - recycled - atStart < 16 * MiB, 60_000);
	expect(daemon.complaints).toEqual([]);
});

/** 1 to 64 MB of float64, evenly, the same in every run. */
function rowsOf(cycle: number): number {
	const part = (Math.imul(cycle + 1, 2654435761) >>> 0) / 2 ** 32;
	return Math.round((1 + 63 * part) * 125_000);
}

function residentBytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** Files of the shelf that have no name any more, and are still mapped. */
function deletedMappings(pid: number, dir: string): string[] {
	return readFileSync(`/proc/${pid}/maps`, "utf8")
		.split("\n")
		.filter((line) => line.includes(dir) && line.endsWith("(deleted)"));
}

function usedOn(path: string): number {
	const { blocks, bfree, bsize } = statfsSync(path);
	return (blocks - bfree) * bsize;
}

function mebibytes(bytes: number): string {
	return `${(bytes / MiB).toFixed(1)} MiB`;
}
