import { expect, test } from "bun:test";
import {
	type ShelfState,
	topScreen,
} from "../../../src/cli/output/top-screen.ts";

const object = {
	key: "points",
	version: 1,
	kind: "table",
	bytes: 2400,
	rows: 100,
	leases: 0,
	last_used: "2026-01-01T00:00:00.000Z",
};
const state = (objects: readonly object[]) =>
	({
		health: { version: "0.1.0", pid: 1, uptime_s: 1, connections: 1 },
		usage: {
			capacity: 1e6,
			used: 2400,
			pending: 0,
			recycled: 0,
			spilled: 0,
			free: 1e6 - 2400,
			objects: objects.length,
			leases: 0,
			holders: [],
		},
		objects,
	}) as unknown as ShelfState;
const drawn = (objects: readonly object[], lines: number | null) =>
	topScreen(state(objects), { order: "size", columns: 100, lines }).slice(4);

test("top says that nothing is there only where nothing is", () => {
	expect(drawn([], 30)).toEqual(["Nothing is on the shelf"]);
	expect(drawn([object], 5)).toEqual([
		"1 not shown, the terminal has too few lines",
	]);
	expect(drawn([object, object], 7)).toEqual([
		expect.stringContaining("KEY"),
		expect.stringContaining("points"),
		"and 1 more",
	]);
});
