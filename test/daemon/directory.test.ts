import { expect, test } from "bun:test";
import {
	chmodSync,
	chownSync,
	mkdirSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { prepareDirectory } from "../../src/daemon/directory.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const isRoot = process.getuid?.() === 0;

test("prepareDirectory() makes private directories, whatever the umask", () => {
	using parent = temporaryDirectory();
	const before = process.umask(0o777);
	try {
		const paths = prepareDirectory(parent.file("shelf"));
		for (const path of [paths.directory, paths.segments, paths.objects]) {
			expect(statSync(path).mode & 0o7777).toBe(0o700);
		}
		expect(prepareDirectory(parent.file("shelf"))).toEqual(paths);
	} finally {
		process.umask(before);
	}
});

test.each([0o750, 0o701, 0o777])(
	"prepareDirectory() refuses mode %o, and says how to mend it",
	(mode) => {
		using parent = temporaryDirectory();
		const path = parent.file("shelf");
		mkdirSync(path);
		chmodSync(path, mode);
		expect(() => prepareDirectory(path)).toThrow(
			expect.objectContaining({ code: "forbidden" }),
		);
		const shown = `it has mode 0${mode.toString(8)}, open to others; chmod 700 ${path}`;
		expect(() => prepareDirectory(path)).toThrow(shown);
	},
);

test("prepareDirectory() refuses a symbolic link, to whatever", () => {
	using parent = temporaryDirectory();
	mkdirSync(parent.file("real"), { mode: 0o700 });
	symlinkSync(parent.file("real"), parent.file("shelf"));
	expect(() => prepareDirectory(parent.file("shelf"))).toThrow("symbolic link");
});

test("prepareDirectory() refuses a link inside", () => {
	using parent = temporaryDirectory();
	const { directory } = prepareDirectory(parent.file("a"));
	mkdirSync(parent.file("b"), { mode: 0o700 });
	symlinkSync(`${directory}/segments`, parent.file("b/segments"));
	expect(() => prepareDirectory(parent.file("b"))).toThrow("symbolic link");
});

test("prepareDirectory() refuses a file", () => {
	using parent = temporaryDirectory();
	writeFileSync(parent.file("shelf"), "");
	expect(() => prepareDirectory(parent.file("shelf"))).toThrow(
		"not a directory",
	);
});

test.if(isRoot)(
	"prepareDirectory() refuses another user's, and names both",
	() => {
		using parent = temporaryDirectory();
		const path = parent.file("shelf");
		mkdirSync(path, { mode: 0o700 });
		chownSync(path, 65534, 65534);
		expect(() => prepareDirectory(path)).toThrow(
			"user 65534 owns it, not user 0",
		);
	},
);

test("prepareDirectory() refuses a path that no socket can have", () => {
	using parent = temporaryDirectory();
	const fits = parent.file("d".repeat(96 - parent.path.length - 1));
	expect(prepareDirectory(fits).socket).toHaveLength(107);
	expect(() => prepareDirectory(`${fits}d`)).toThrow(
		"at most 107 bytes, this one has 108",
	);
});

test("prepareDirectory() says why a directory cannot be made", () => {
	using parent = temporaryDirectory();
	expect(() => prepareDirectory(parent.file("no/such/parent"))).toThrow(
		expect.objectContaining({ code: "unreadable" }),
	);
});
