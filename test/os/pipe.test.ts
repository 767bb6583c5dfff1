import { expect, test } from "bun:test";
import { closeSync, readSync, writeSync } from "node:fs";
import { openPipe } from "../../src/os/pipe.ts";

test("openPipe() makes a pipe that holds a mebibyte", () => {
	const pipe = openPipe(1024 * 1024);
	try {
		const bytes = Buffer.alloc(1024 * 1024, 7);
		// More than a pipe holds by itself, 64 KiB: this would wait for ever.
		expect(writeSync(pipe.write, bytes)).toBe(bytes.byteLength);
		const back = Buffer.alloc(bytes.byteLength);
		expect(readSync(pipe.read, back)).toBe(bytes.byteLength);
		expect(back.equals(bytes)).toBe(true);
	} finally {
		closeSync(pipe.read);
		closeSync(pipe.write);
	}
});

test("openPipe() gives ends that children do not inherit", () => {
	const pipe = openPipe(65_536);
	try {
		const target = Bun.spawnSync(["test", "-e", `/proc/self/fd/${pipe.read}`]);
		expect(target.exitCode).toBe(1);
	} finally {
		closeSync(pipe.read);
		closeSync(pipe.write);
	}
});
