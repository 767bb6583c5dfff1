import { describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import type { Finding } from "../../../src/cli/doctor/finding.ts";
import {
	type Finished,
	hasMountNamespace,
	runMounted,
} from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

function findings({ exitCode, stdout, stderr }: Finished) {
	expect(stderr).toBe("");
	const list: Finding[] = JSON.parse(stdout);
	const byCheck = (check: string) =>
		list.find((finding) => finding.check === check) as Finding;
	return { exitCode, byCheck };
}

describe.skipIf(!hasMountNamespace)("doctor, of the machine", () => {
	const json = ["doctor", "--json"];

	test("Docker's 64 MB of shared memory are small", async () => {
		const mount = "mount -t tmpfs -o size=64m shm /dev/shm";
		const dir = "/dev/shm/shelf";
		const { byCheck } = findings(await runMounted(mount, json, { dir }));
		expect(byCheck("shared memory")).toMatchObject({
			status: "warning",
			detail: expect.stringContaining("of 64.0 MiB"),
			remedy: expect.stringContaining("--shm-size"),
		});
	});

	test("a directory that is on no tmpfs is named", async () => {
		using directory = temporaryDirectory();
		const mount = `mount -t ramfs disk ${directory.path}`;
		const dir = directory.file("shelf");
		const { byCheck } = findings(await runMounted(mount, json, { dir }));
		expect(byCheck("shared memory").detail).toContain("not on a tmpfs");
	});

	test("a small control group is named", async () => {
		using directory = temporaryDirectory();
		const group = "/sys/fs/cgroup";
		const mount = `mount -t tmpfs group ${group}; echo 67108864 >${group}/memory.max; echo 7108864 >${group}/memory.current; echo 0::/ >/sys/fs/cgroup/mine; mount --bind ${group}/mine /proc/self/cgroup`;
		const dir = directory.file("shelf");
		const { byCheck } = findings(await runMounted(mount, json, { dir }));
		expect(byCheck("memory limit")).toMatchObject({
			status: "warning",
			detail: "the control group leaves 57.2 MiB",
		});
	});

	test("a temporary directory without programs is broken", async () => {
		using directory = temporaryDirectory();
		const temp = directory.file("tmp");
		mkdirSync(temp);
		const { exitCode, byCheck } = findings(
			await runMounted(`mount -t tmpfs -o noexec tmp ${temp}`, json, {
				dir: directory.file("shelf"),
				env: { TMPDIR: temp },
			}),
		);
		expect(exitCode).toBe(1);
		expect(byCheck("temporary directory")).toMatchObject({
			status: "broken",
			remedy: expect.stringContaining("TMPDIR"),
		});
	});

	test.each([
		["", "warning"],
		["echo RemoveIPC=no >/etc/systemd/logind.conf; ", "ok"],
	] as const)("systemd's RemoveIPC, set by %j: %s", async (set, status) => {
		using directory = temporaryDirectory();
		const mount = `mount -t tmpfs run /run; mkdir -p /run/systemd/system; mkdir -p /etc/systemd; mount -t tmpfs etc /etc/systemd; ${set}true`;
		// A person's user id, which this file system's root has here.
		const user = `exec unshare -U --map-user=54321 "$0" "$@"`;
		const dir = directory.file("shelf");
		const child = await runMounted(`${mount}; ${user}`, json, { dir });
		const finding = (JSON.parse(child.stdout) as Finding[]).find(
			({ check }) => check === "systemd RemoveIPC",
		);
		expect(finding).toMatchObject({ status });
	});
});
