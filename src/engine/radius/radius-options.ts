import {
	type CheckedKnnOptions,
	checkKnnOptions,
	type KnnOptions,
} from "../options.ts";

/** Options of a search within a radius, with every default filled in. */
export interface RadiusOptions
	extends Pick<
		CheckedKnnOptions,
		"metric" | "cores" | "includeSelf" | "skipInvalid"
	> {
	/** In the metric's unit; for ip the least product. */
	readonly radius: number;
}

/** What only a search for k neighbours, or one that is not exact, can use. */
const others = [
	"k",
	"nlist",
	"nprobe",
	"efSearch",
	"recallTarget",
	"measureRecall",
] as const;

/**
 * Checks the options of a search for all neighbours within `radius`.
 * @throws {RangeError} no finite number, below 0 (but for ip), or beside
 *   options that contradict it
 * @throws {TypeError} as `checkKnnOptions` does
 */
export function checkRadiusOptions(
	options: KnnOptions & { readonly radius: number },
): RadiusOptions {
	const { radius } = options;
	const { metric, cores, includeSelf, skipInvalid, index, engine } =
		checkKnnOptions(options);
	if (!Number.isFinite(radius) || (radius < 0 && metric !== "ip")) {
		throw new RangeError(
			`Cannot search within radius ${JSON.stringify(radius)}: expected a finite number${metric === "ip" ? "" : " of at least 0"}`,
		);
	}
	const other = others.find((name) => options[name] !== undefined);
	if (other !== undefined) {
		throw new RangeError(
			`Cannot use ${other} with radius: all neighbours within the radius are found, exactly`,
		);
	}
	if (index !== "auto" && index !== "exact") {
		throw new RangeError(
			`Cannot use index ${JSON.stringify(index)} with radius: expected auto or exact`,
		);
	}
	if (engine !== "native") {
		throw new RangeError(
			`Cannot use engine ${JSON.stringify(engine)} with radius: only engine "native" has it`,
		);
	}
	return { radius, metric, cores, includeSelf, skipInvalid };
}
