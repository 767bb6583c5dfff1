import { deflateSync } from "node:zlib";
import type { Pixels } from "./canvas.ts";

const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
/** Each row is stored as its difference from the one above: flat areas and
 * upright edges become zeros. */
const filterUp = 2;

/** Pixels as a PNG file: 8 bits a colour, no transparency
 * (https://www.w3.org/TR/png-3/). */
export function encodePng({ width, height, bytes }: Pixels): Uint8Array {
	const head = new Uint8Array(13);
	const view = new DataView(head.buffer);
	view.setUint32(0, width);
	view.setUint32(4, height);
	head.set([8, 2, 0, 0, 0], 8);
	const stride = 3 * width;
	const rows = new Uint8Array((stride + 1) * height);
	for (let y = 0; y < height; y++) {
		const to = y * (stride + 1);
		rows[to] = filterUp;
		for (let i = 0; i < stride; i++) {
			const above = y === 0 ? 0 : (bytes[(y - 1) * stride + i] ?? 0);
			rows[to + 1 + i] = (bytes[y * stride + i] ?? 0) - above;
		}
	}
	return Buffer.concat([
		signature,
		chunk("IHDR", head),
		chunk("IDAT", deflateSync(rows, { level: 9 })),
		chunk("IEND", new Uint8Array(0)),
	]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
	const part = new Uint8Array(12 + data.length);
	const view = new DataView(part.buffer);
	view.setUint32(0, data.length);
	part.set(new TextEncoder().encode(name), 4);
	part.set(data, 8);
	view.setUint32(
		8 + data.length,
		Bun.hash.crc32(part.subarray(4, 8 + data.length)),
	);
	return part;
}
