import { expect, test } from "bun:test";
import { listRoom } from "../../../src/engine/answers/near-found.ts";
import { OutOfMemoryError } from "../../../src/errors.ts";

test("listRoom() adds up what was counted", () => {
	const { offsets, neighbors, distances } = listRoom(Uint32Array.of(2, 0, 3));
	expect([...offsets]).toEqual([0, 2, 2, 5]);
	expect(neighbors).toHaveLength(5);
	expect(distances).toHaveLength(5);
	expect([...listRoom(new Uint32Array(0)).offsets]).toEqual([0]);
});

test("listRoom() refuses what one result cannot hold, and says how much", () => {
	const counts = new Uint32Array(3).fill(2 ** 31);
	expect(() => listRoom(counts)).toThrow(OutOfMemoryError);
	expect(() => listRoom(counts)).toThrow(
		/^Cannot hold 6442450944 neighbours: they need 77309411328 bytes.*at most 536870912 .*smaller radius/,
	);
});
