import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { ShelfError } from "../../src/errors.ts";
import { ignoreLeaseSignal, isFileInUse } from "../../src/os/file-lease.ts";
import { startChild } from "../helpers/child.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

ignoreLeaseSignal();

test.each(["open-read", "open-write", "map-private", "map-shared"])(
	"isFileInUse() sees another process: %s",
	async (how) => {
		using directory = temporaryDirectory();
		const path = directory.file("a");
		writeFileSync(path, new Uint8Array(8192));
		expect(isFileInUse(path)).toBe(false);
		await using child = startChild("os/hold-file.ts", how, path);
		expect(await child.line()).toBe("holding");
		expect(isFileInUse(path)).toBe(true);
		expect(await child.end()).toBe(0);
		expect(isFileInUse(path)).toBe(false);
	},
);

test("isFileInUse() sees a mapping of this process until it is detached", () => {
	using directory = temporaryDirectory();
	const path = directory.file("a");
	writeFileSync(path, new Uint8Array(8192));
	const bytes = Bun.mmap(path, { shared: false });
	expect(isFileInUse(path)).toBe(true);
	bytes.buffer.transfer(0);
	expect(isFileInUse(path)).toBe(false);
});

test("isFileInUse() names a file that is not there", () => {
	using directory = temporaryDirectory();
	const path = directory.file("missing");
	expect(() => isFileInUse(path)).toThrow(ShelfError);
	expect(() => isFileInUse(path)).toThrow(path);
});
