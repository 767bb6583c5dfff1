import { expect, test } from "bun:test";
import { closeSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { DirectStages } from "../../../src/cli/output/direct-stages.ts";
import { openDirect } from "../../../src/os/open-direct.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

const mebibyte = 2 ** 20;

test.each([
	["nothing", []],
	["less than a block", [1000]],
	["a block", [4096]],
	["whole stages", [4 * mebibyte, 4 * mebibyte]],
	["odd pieces", [1, 4095, 3 * mebibyte + 17, 9 * mebibyte, 0, 4097]],
])("DirectStages writes %s", async (_, sizes) => {
	using directory = temporaryDirectory(tmpdir());
	const path = directory.file("written");
	const pieces = sizes.map((size) => numbered(size));
	const fd = openSync(path, "w");
	try {
		// Where there are none of them, they are refused and go the usual way.
		const direct = openDirect(fd) ?? openSync(path, "r+");
		await using stages = new DirectStages(fd, direct);
		for (const piece of pieces) await stages.add(piece);
		await stages.end();
	} finally {
		closeSync(fd);
	}
	expect(readFileSync(path).equals(Buffer.concat(pieces))).toBe(true);
});

test("DirectStages says what the file system refuses", async () => {
	const fd = openSync("/dev/full", "w");
	try {
		await using stages = new DirectStages(fd, openSync("/dev/full", "w"));
		const whole = new Uint8Array(4 * mebibyte);
		const adding = stages.add(whole).then(() => stages.add(whole));
		expect(await adding.catch((error) => error.code)).toBe("disk_full");
	} finally {
		closeSync(fd);
	}
});

test("openDirect() has no use for memory", () => {
	using directory = temporaryDirectory("/dev/shm");
	const fd = openSync(directory.file("written"), "w");
	expect(openDirect(fd)).toBeNull();
	closeSync(fd);
	expect(tmpdir()).not.toBe("/dev/shm");
});

/** Bytes in which every block differs. */
function numbered(size: number): Uint8Array {
	const bytes = new Uint8Array(size);
	for (let i = 0; i < size; i++) bytes[i] = Math.imul(i, 0x9e3779b1) >>> 24;
	return bytes;
}
