import { expect, test } from "bun:test";
import { shelfNames } from "../../src/config.ts";
import { epochLayout, epochSlot } from "../../src/protocol/epoch.ts";
import { epoch } from "../fixtures/protocol.json";

test.each(epoch.slots)("epochSlot($key) is $slot", ({ key, slot }) => {
	expect(epochSlot(key)).toBe(slot);
});

test("the file is called and laid out as the vectors say", () => {
	expect(epoch.file).toBe(shelfNames.epoch);
	expect(epoch.bytes).toBe(epochLayout.bytes);
	expect(epoch.bytes).toBe(epochLayout.slots * 8);
});

test("keys spread over the slots", () => {
	const slots = new Set<number>();
	for (let at = 0; at < 5000; at += 1) slots.add(epochSlot(`part-${at}`));
	expect(slots.size).toBeGreaterThan(500);
	expect(Math.max(...slots)).toBeLessThan(epochLayout.slots);
});
