import { nativeVersion } from "../../native/library.ts";
import type { Costs } from "./costs.ts";
import { defaultCosts } from "./default-costs.ts";

/** The costs that we ship for the instruction set that this process uses; AVX2's
 * for any that has none, and where there is no library of ours. */
export function shippedCosts(): Costs {
	try {
		const set = /[a-z0-9]+$/.exec(nativeVersion())?.[0] ?? "";
		const known: Readonly<Record<string, Costs>> = defaultCosts;
		return known[set] ?? defaultCosts.avx2;
	} catch {
		return defaultCosts.avx2;
	}
}
