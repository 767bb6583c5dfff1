import { expect, test } from "bun:test";
import { Outbox } from "../../src/daemon/outbox.ts";

/** A socket that takes what it is told to, and shows what it took. */
function socketTaking(counts: number[]) {
	const taken: number[] = [];
	let ends = 0;
	return {
		taken,
		get ends() {
			return ends;
		},
		write(bytes: Uint8Array): number {
			const count = Math.min(counts.shift() ?? 0, bytes.byteLength);
			if (count > 0) taken.push(...bytes.subarray(0, count));
			return count;
		},
		end() {
			ends += 1;
		},
	};
}

test("Outbox writes in order, however little the socket takes, then ends it", async () => {
	const socket = socketTaking([2, 0, 1, 9, 9]);
	const outbox = new Outbox(socket);
	outbox.send(new Uint8Array([1, 2, 3, 4]));
	outbox.send(new Uint8Array([5, 6]));
	const drained = outbox.drained();
	outbox.end();
	outbox.send(new Uint8Array([99]));
	expect(socket.taken).toEqual([1, 2]);
	expect(socket.ends).toBe(0);
	for (let turn = 0; turn < 3; turn += 1) outbox.flush();
	await drained;
	expect(socket.taken).toEqual([1, 2, 3, 4, 5, 6]);
	expect(socket.ends).toBe(1);
});

test("Outbox ends the connection of a peer that reads nothing", () => {
	const socket = socketTaking([]);
	const outbox = new Outbox(socket);
	const line = new Uint8Array(1024 * 1024);
	for (let count = 0; count < 16; count += 1) outbox.send(line);
	expect(socket.ends).toBe(0);
	outbox.send(line);
	expect(socket.ends).toBe(1);
});

test("Outbox drops what waits when the socket is closed", async () => {
	const socket = socketTaking([-1]);
	const outbox = new Outbox(socket);
	outbox.send(new Uint8Array([1]));
	outbox.send(new Uint8Array([2]));
	await outbox.drained();
	expect(socket.taken).toEqual([]);
});
