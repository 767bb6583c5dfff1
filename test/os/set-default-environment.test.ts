import { CString, dlopen } from "bun:ffi";
import { expect, test } from "bun:test";
import { setDefaultEnvironment } from "../../src/os/set-default-environment.ts";

const { getenv } = dlopen("libc.so.6", {
	getenv: { args: ["ptr"], returns: "ptr" },
}).symbols;

function nativeValue(name: string): string | null {
	const found = getenv(Buffer.from(`${name}\0`));
	return found === null ? null : String(new CString(found));
}

test("setDefaultEnvironment() is seen by native code, and changes nothing that is set", () => {
	expect(nativeValue("ARROWSHELF_TEST_DEFAULT")).toBeNull();
	setDefaultEnvironment("ARROWSHELF_TEST_DEFAULT", "one");
	setDefaultEnvironment("ARROWSHELF_TEST_DEFAULT", "two");
	expect(nativeValue("ARROWSHELF_TEST_DEFAULT")).toBe("one");
	expect(nativeValue("PATH")).toBe(process.env.PATH as string);
});
