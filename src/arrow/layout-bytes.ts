import type { FileLayout } from "./layout.ts";

/** A file that lies in memory already, as the one piece that it is. */
export function layoutBytes(bytes: Uint8Array): FileLayout {
	return { byteLength: bytes.byteLength, pieces: [{ position: 0, bytes }] };
}
