import type { CheckedKnnOptions } from "../options.ts";
import type { ScaleFit } from "../vectors/fit-scale.ts";

/** What is to be said of distances that are not told apart, behind a plan's
 * reason; nothing as a rule. */
export function blurOf(
	{ blur }: ScaleFit,
	{ metric }: Pick<CheckedKnnOptions, "metric">,
): string {
	if (blur === 0) return "";
	const what = metric === "ip" ? "products" : "distances";
	return `; ${what} below ${blur.toPrecision(2)} are not told apart, sizes differ too much`;
}
