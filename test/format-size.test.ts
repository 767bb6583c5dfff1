import { expect, test } from "bun:test";
import { formatSize } from "../src/format-size.ts";

test.each([
	[0, "0 B"],
	[1023, "1023 B"],
	[1024, "1.0 KiB"],
	[2.4e6, "2.3 MiB"],
	[2 ** 30 - 1, "1.0 GiB"],
	[24 * 2 ** 30, "24.0 GiB"],
])("formatSize(%p) is %p", (bytes, text) => {
	expect(formatSize(bytes)).toBe(text);
});
