import { expect, test } from "bun:test";
import { progressLine } from "../../../src/cli/output/progress.ts";

test("progressLine() shows the part done, the rate and the remaining time", () => {
	const line = progressLine(
		{ phase: "search", done: 250_000, total: 1_000_000 },
		0.5,
	);
	expect(line).toBe(
		"search  ███████░░░░░░░░░░░░░░░░░░░░░   25%  500 thousand/s  1.50 s left",
	);
});

test("progressLine() says nothing of the rate before and after the work", () => {
	const none = progressLine({ phase: "pack", done: 0, total: 0 }, 0);
	expect(none).toBe(`pack    ${"░".repeat(28)}    0%`);
	const all = progressLine({ phase: "pack", done: 9, total: 9 }, 1);
	expect(all).toBe(`pack    ${"█".repeat(28)}  100%`);
});
