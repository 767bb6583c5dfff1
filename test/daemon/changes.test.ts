import { expect, test } from "bun:test";
import { type Change, Changes } from "../../src/daemon/changes.ts";
import { Epoch } from "../../src/daemon/epoch.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

function changeOf(key: string): Change {
	return { type: "put", stored: { key } as Change["stored"] };
}

test("Changes tells each subscriber of the keys that match, in order", () => {
	using directory = temporaryDirectory();
	const changes = new Changes(new Epoch(directory.file("epoch")));
	const told: string[] = [];
	for (const pattern of ["*", "a*", "ab", "a?", "*b", "b", "abc*", "ab*"]) {
		changes.subscribe(pattern, ({ stored }) => {
			told.push(`${pattern} ${stored.key}`);
		});
	}
	changes.announce(changeOf("ab"));
	expect(told.splice(0).sort()).toEqual(
		["*", "*b", "a*", "a?", "ab", "ab*"].map((pattern) => `${pattern} ab`),
	);
	changes.announce(changeOf("b"));
	changes.announce(changeOf("c"));
	expect(told).toEqual(["* b", "*b b", "b b", "* c"]);
});

test("Changes asks nothing of patterns that begin unlike the key", () => {
	using directory = temporaryDirectory();
	const changes = new Changes(new Epoch(directory.file("epoch")));
	let asked = 0;
	for (let count = 0; count < 10_000; count += 1) {
		changes.subscribe(`other${count}*`, () => {
			asked += 1;
		});
	}
	changes.subscribe("k*", () => {});
	let bestMs = Number.POSITIVE_INFINITY;
	for (let round = 0; round < 20; round += 1) {
		const start = performance.now();
		for (let count = 0; count < 100; count += 1) {
			changes.announce(changeOf("k1"));
		}
		bestMs = Math.min(bestMs, performance.now() - start);
	}
	// Comparing all would be a million comparisons a round, over 10 ms; of the
	// rounds one at least is not interrupted by other work.
	expect(bestMs).toBeLessThan(5);
	expect(asked).toBe(0);
});

test("a subscription may end itself or others while told, and twice is once", () => {
	using directory = temporaryDirectory();
	const changes = new Changes(new Epoch(directory.file("epoch")));
	const told: string[] = [];
	const first = changes.subscribe("k", () => {
		told.push("first");
		first();
		second();
	});
	const second = changes.subscribe("k", () => told.push("second"));
	changes.announce(changeOf("k"));
	const third = changes.subscribe("k", () => told.push("third"));
	first();
	changes.announce(changeOf("k"));
	third();
	changes.announce(changeOf("k"));
	expect(told).toEqual(["first", "third"]);
});
