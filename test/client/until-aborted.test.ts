import { expect, test } from "bun:test";
import { untilAborted } from "../../src/client/until-aborted.ts";
import { until } from "../helpers/until.ts";

test("untilAborted() holds no value that it has given", async () => {
	const count = 50;
	let collected = 0;
	const registry = new FinalizationRegistry(() => {
		collected += 1;
	});
	async function* values() {
		for (let i = 0; i < count; i++) {
			const value = { data: new Uint8Array(1000) };
			registry.register(value, undefined);
			yield value;
		}
		await until(() => {
			Bun.gc(true);
			return collected > count / 2;
		});
	}
	const { signal } = new AbortController();
	let seen = 0;
	for await (const { data } of untilAborted(values(), signal)) {
		seen += data.length;
	}
	expect(seen).toBe(count * 1000);
});
