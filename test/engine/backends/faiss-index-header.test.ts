import { expect, test } from "bun:test";
import { setSerializedNprobe } from "../../../src/engine/backends/faiss-index-header.ts";

test("setSerializedNprobe() refuses what is no IVF-Flat index", () => {
	const flat = new Uint8Array(100);
	flat.set(new TextEncoder().encode("IxF2"));
	for (const bytes of [flat, new Uint8Array(0), new Uint8Array(52)]) {
		expect(() => setSerializedNprobe(bytes, 3)).toThrow(RangeError);
	}
});
