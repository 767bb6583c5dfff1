import { inflateSync } from "node:zlib";
import type { Pixels } from "../../src/cli/plot/canvas.ts";

/** Reads a PNG file of 8-bit colours without transparency, checking its
 * signature, lengths and sums. */
export function decodePng(file: Uint8Array): Pixels {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	if (view.getBigUint64(0) !== 0x89504e470d0a1a0an) throw new Error("no PNG");
	const parts = new Map<string, Uint8Array>();
	for (let at = 8; at < file.length; ) {
		const length = view.getUint32(at);
		const end = at + 8 + length;
		const name = new TextDecoder().decode(file.subarray(at + 4, at + 8));
		const sum = Bun.hash.crc32(file.subarray(at + 4, end));
		if (view.getUint32(end) !== sum) throw new Error(`wrong sum of ${name}`);
		parts.set(name, file.subarray(at + 8, end));
		at = end + 4;
	}
	const head = parts.get("IHDR") ?? new Uint8Array(13);
	const sizes = new DataView(head.buffer, head.byteOffset, 13);
	const [width, height] = [sizes.getUint32(0), sizes.getUint32(4)];
	if (head.subarray(8).join() !== "8,2,0,0,0") throw new Error("another kind");
	const rows = inflateSync(parts.get("IDAT") ?? new Uint8Array(0));
	if (rows.length !== height * (3 * width + 1)) throw new Error("wrong length");
	const bytes = new Uint8Array(3 * width * height);
	for (let y = 0; y < height; y++) {
		const from = y * (3 * width + 1);
		const filter = rows[from] ?? 0;
		if (filter !== 0 && filter !== 2) throw new Error(`filter ${filter}`);
		for (let i = 0; i < 3 * width; i++) {
			const above =
				filter === 2 && y > 0 ? (bytes[(y - 1) * 3 * width + i] ?? 0) : 0;
			bytes[y * 3 * width + i] = (rows[from + 1 + i] ?? 0) + above;
		}
	}
	return { width, height, bytes };
}
