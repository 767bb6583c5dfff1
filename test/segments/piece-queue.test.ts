import { expect, test } from "bun:test";
import fc from "fast-check";
import { type BytePiece, PieceQueue } from "../../src/segments/piece-queue.ts";

test("PieceQueue gives every byte once, in its place, from either end", () => {
	const part = fc.record({
		gap: fc.integer({ min: 0, max: 5 }),
		bytes: fc.uint8Array({ maxLength: 30 }),
	});
	const take = fc.record({
		isFront: fc.boolean(),
		most: fc.integer({ min: 1, max: 40 }),
	});
	fc.assert(
		fc.property(
			fc.array(part, { maxLength: 20 }),
			fc.infiniteStream(take),
			(parts, takes) => {
				const pieces = layOut(parts);
				const queue = new PieceQueue(pieces);
				const front: BytePiece[] = [];
				const back: BytePiece[] = [];
				while (queue.byteLength > 0) {
					const before = queue.byteLength;
					const { isFront, most } = takes.next().value;
					const taken = isFront ? queue.takeFront(most) : queue.takeBack(most);
					const size = taken.reduce((sum, each) => sum + each.bytes.length, 0);
					expect(size).toBe(Math.min(before, most));
					expect(queue.byteLength).toBe(before - size);
					if (isFront) front.push(...taken);
					else back.unshift(...taken);
				}
				expect(bytesAt([...front, ...back])).toEqual(bytesAt(pieces));
			},
		),
		{ seed: 1, numRuns: 300 },
	);
});

test.each(["takeFront", "takeBack"] as const)(
	"PieceQueue.%s() refuses pieces whose buffer was given away",
	(take) => {
		const bytes = new Uint8Array(10);
		const queue = new PieceQueue([{ position: 5, bytes }]);
		bytes.buffer.transfer();
		expect(() => queue[take](4)).toThrow("Cannot write at byte 5");
	},
);

function layOut(parts: readonly { gap: number; bytes: Uint8Array }[]) {
	let end = 0;
	return parts.map(({ gap, bytes }) => {
		const position = end + gap;
		end = position + bytes.length;
		return { position, bytes };
	});
}

/** Each byte with its position, in the order of the pieces. */
function bytesAt(pieces: readonly BytePiece[]): [number, number][] {
	return pieces.flatMap(({ position, bytes }) =>
		[...bytes].map((byte, at): [number, number] => [position + at, byte]),
	);
}
