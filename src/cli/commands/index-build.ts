import { formatSize } from "../../format-size.ts";
import { isBareKey } from "../input/is-bare-key.ts";
import { keyArgument } from "../input/key-argument.ts";
import { shelfKey } from "../input/shelf-key.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressBar } from "../output/progress.ts";
import { formatTable } from "../output/table.ts";
import { formatCount, formatSeconds } from "../output/units.ts";
import { write } from "../output/write.ts";
import { checkUsageOf, UsageError } from "../usage-error.ts";

type BuildOptions = Omit<
	NonNullable<
		Parameters<import("../../client/shelf.ts").Shelf["buildIndex"]>[1]
	>,
	"signal" | "onProgress"
>;

/** Builds an index of a table and keeps it on the shelf, and says what came of
 * it. */
export async function buildIndex(
	source: string | undefined,
	dir: string | undefined,
	json: boolean,
	options: BuildOptions,
): Promise<void> {
	if (source === undefined || options.key === undefined) {
		throw new UsageError("index build needs a table, shelf:KEY, and --key K");
	}
	const key = keyArgument(options.key);
	const table = shelfKey(source);
	if (table === null) {
		if (isBareKey(source)) {
			throw new UsageError(
				`Cannot keep an index of ${JSON.stringify(source)}: there is no such file; a table on the shelf is named shelf:${source}`,
			);
		}
		throw new UsageError(
			`Cannot keep an index of ${JSON.stringify(source)}: it belongs to a table on the shelf; put the file there first: arrowshelf put ${source} --key T, then arrowshelf index build shelf:T --key ${key}`,
		);
	}
	const signal = interruptSignal();
	await using shelf = await openShelf({ dir });
	using bar = new ProgressBar();
	const built = await checkUsageOf(
		shelf.buildIndex(table, {
			...options,
			key,
			signal,
			onProgress: (step) => bar.update(step),
		}),
	);
	bar[Symbol.dispose]();
	const { rows: _, columns: __, ...shown } = built;
	if (json) return printJson(shown);
	const rows: [string, string][] = [
		["index", `${built.key}, version ${built.version}`],
		["of", `${built.table}, version ${built.table_version}`],
		["kind", `${built.index}, ${built.metric}: ${built.reason}`],
		["vectors", formatCount(built.vectors)],
		["size", formatSize(built.bytes)],
		["build", formatSeconds(built.seconds)],
	];
	write(1, formatTable([{ title: "" }, { title: "" }], rows));
}
