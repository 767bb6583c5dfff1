/** How many of the first `length` bits of a bitmap are set. */
export function countSetBits(bits: Uint8Array, length: number): number {
	let sum = 0;
	const whole = length >> 3;
	for (let i = 0; i < whole; i++) sum += setBits[bits[i] ?? 0] ?? 0;
	const rest = (bits[whole] ?? 0) & ((1 << (length & 7)) - 1);
	return sum + (setBits[rest] ?? 0);
}

const setBits = Uint8Array.from({ length: 256 }, (_, byte) => {
	let bits = 0;
	for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1;
	return bits;
});
