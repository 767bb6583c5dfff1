import { expect, test } from "bun:test";
import { nativeVersion } from "../../src/native/library.ts";

const script = `
import { nativeVersion } from "${new URL("../../src/native/library.ts", import.meta.url).href}";
try { console.log(nativeVersion()); } catch (error) { console.log(error.name + ": " + error.message); }
`;

function versionWith(isa: string): string {
	const child = Bun.spawnSync([process.execPath, "-e", script], {
		env: { ...process.env, ARROWSHELF_ISA: isa },
	});
	return child.stdout.toString().trim();
}

test("nativeVersion() names FAISS and the instruction set", () => {
	expect(nativeVersion()).toMatch(
		/^FAISS 1\.12\.0, (portable|avx2|avx512|amx|neon)$/,
	);
});

test("loadNative() refuses an instruction set that is not to be had", () => {
	expect(versionWith("altivec")).toBe(
		'NativeError: Cannot use the native library: ARROWSHELF_ISA asks for "altivec", which this processor or build does not have',
	);
});

test.skipIf(process.arch !== "x64")(
	"loadNative() uses the instruction set that ARROWSHELF_ISA names",
	() => {
		expect(versionWith("portable")).toBe("FAISS 1.12.0, portable");
	},
);
