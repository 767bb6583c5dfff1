/** A short text that stands for all the bytes. */
export function digestOf(bytes: ArrayBufferView): string {
	return Bun.hash(bytes as Uint8Array).toString(16);
}
