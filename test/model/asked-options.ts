import fc from "fast-check";
import type { ObjectDetails } from "../../src/protocol/messages.ts";
import { expectSame } from "./expect-same.ts";
import type { ModelOptions } from "./shelf-model.ts";

/** What a put or a touch asks for an object; what is left out, a touch leaves
 * as it is. */
export interface AskedOptions {
	readonly ttlMs?: number | null;
	readonly pin?: boolean;
	readonly metadata?: Readonly<Record<string, string>>;
}

const pin = fc.boolean();
const metadata = fc.constantFrom<Record<string, string>>(
	{},
	{ unit: "m" },
	{ a: "ü", b: '"' },
);
/** None of them ends within a run. */
const longMs = [3_600_000, 86_400_000];

export const putOptions: fc.Arbitrary<AskedOptions> = fc.record(
	{ ttlMs: fc.constantFrom(...longMs), pin, metadata },
	{ requiredKeys: [] },
);

export const touchOptions: fc.Arbitrary<AskedOptions> = fc.record(
	{ ttlMs: fc.constantFrom(null, ...longMs), pin, metadata },
	{ requiredKeys: [] },
);

/**
 * Compares what is said of an object with what was asked for it.
 * @param before what was known of it; of a new version nothing
 * @param sinceMs when it was asked at the earliest
 * @returns what is known of it from now on
 */
export function expectOptions(
	info: ObjectDetails,
	asked: AskedOptions,
	before: ModelOptions,
	sinceMs: number,
): ModelOptions {
	const { expires, pinned, metadata } = info;
	const { ttlMs } = asked;
	const options = {
		expires: typeof ttlMs === "number" ? expires : before.expires,
		pinned: asked.pin ?? before.pinned,
		metadata: asked.metadata ?? before.metadata,
	};
	if (ttlMs === null) options.expires = null;
	const what = `options of ${info.key}`;
	expectSame(what, { expires, pinned, metadata }, options);
	if (typeof ttlMs === "number") {
		const askedMs = Date.parse(String(expires)) - ttlMs;
		const isThen = askedMs >= sinceMs && askedMs <= Date.now();
		expectSame(`${what}: expires after ${ttlMs} ms`, isThen || expires, true);
	}
	return options;
}
