import { expect } from "bun:test";
import type { LineClient } from "./line-client.ts";

/** The shelf's usage, at a moment when its bytes must add up to its capacity. */
export async function balancedUsage(client: LineClient) {
	const usage = await client.ok("usage");
	const { used, pending, recycled, free, capacity } = usage;
	expect(used + pending + recycled + free).toBe(capacity);
	return usage;
}
