import { checkKey } from "../../config.ts";
import { formatSize } from "../../format-size.ts";
import type { ObjectDetails } from "../../protocol/messages.ts";
import { commonOptions, defineCommand, jsonOption } from "../command.ts";
import { isBareKey } from "../input/key-or-file.ts";
import { shelfKey } from "../input/shelf-key.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { expectedText, optionName } from "../option-value.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressBar } from "../output/progress.ts";
import { formatTable } from "../output/table.ts";
import { formatAge, formatCount, formatSeconds } from "../output/units.ts";
import { write } from "../output/write.ts";
import { checkUsage, checkUsageOf, UsageError } from "../usage-error.ts";
import { knnOptions } from "./knn-options.ts";

const { columns, k, metric, skipInvalid, index: kind } = knnOptions;
const { nlist, nprobe, efSearch, recallTarget, cores, seed } = knnOptions;

const actions = ["build", "ls", "rm"];

export const index = defineCommand({
	name: "index",
	description:
		"Keeps search indexes on the shelf: index build shelf:KEY --key K builds one of a table, index ls lists them, index rm K takes one off. knn --index shelf:K searches with it.",
	positional: {
		name: "ACTION",
		forms: ["build SOURCE", "ls", "rm KEY"],
		summary: "build SOURCE, ls or rm KEY",
		choices: actions,
		min: 1,
		max: 2,
	},
	options: {
		key: {
			kind: "text",
			hint: "K",
			summary: "build: the index's key on the shelf",
		},
		replace: { kind: "flag", summary: "build: replace what is under --key" },
		columns,
		metric,
		k: {
			...k,
			summary: "neighbours that recall is told for (default: 10)",
		},
		skipInvalid,
		index: {
			...kind,
			choices: ["hnsw", "ivf", "flat", "exact"],
			prefixes: ["factory:"],
			summary: "what kind to build (default: hnsw)",
		},
		nlist,
		nprobe,
		efSearch,
		recallTarget,
		cores,
		seed,
		json: jsonOption,
	},
	examples: [
		"index build shelf:points --key points.hnsw",
		"index build shelf:points --key points.ivf --index ivf --recall-target 0.99",
		"knn shelf:points --index shelf:points.hnsw --queries queries.arrow",
		"index ls",
		"index rm points.hnsw",
	],
	async run({ dir, json, ...options }, [action = "", argument]) {
		switch (action) {
			case "build":
				return await build(argument, dir, json, options);
			case "ls":
				refuseOptions(action, options);
				if (argument !== undefined) throw tooMany(argument);
				return await list(dir, json);
			case "rm":
				refuseOptions(action, options);
				return await remove(argument, dir);
			default:
				throw new UsageError(
					`index expects ${expectedText({ kind: "choice", choices: actions, summary: "" }, action)}, got ${JSON.stringify(action)}`,
				);
		}
	},
});

type BuildOptions = Omit<
	NonNullable<
		Parameters<import("../../client/shelf.ts").Shelf["buildIndex"]>[1]
	>,
	"signal" | "onProgress"
>;

async function build(
	source: string | undefined,
	dir: string | undefined,
	json: boolean,
	options: BuildOptions,
): Promise<void> {
	const { key } = options;
	if (source === undefined || key === undefined) {
		throw new UsageError("index build needs a table, shelf:KEY, and --key K");
	}
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
	checkUsage(() => checkKey(key));
	const signal = interruptSignal();
	await using shelf = await openShelf({ dir });
	using bar = new ProgressBar();
	const built = await checkUsageOf(
		shelf.buildIndex(table, {
			...options,
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

async function list(dir: string | undefined, json: boolean): Promise<void> {
	await using shelf = await openShelf({ dir });
	const indexes: ObjectDetails[] = [];
	for (const { key, kind } of await shelf.list()) {
		if (kind === "index") indexes.push(await shelf.stat(key));
	}
	const rows = indexes.map(({ key, version, bytes, created, metadata }) => ({
		key,
		version,
		bytes,
		created,
		index: metadata["index.kind"] ?? null,
		metric: metadata["index.metric"] ?? null,
		table: metadata["index.table"] ?? null,
		table_version: Number(metadata["index.version"] ?? Number.NaN) || null,
	}));
	if (json) return printJson(rows);
	if (rows.length === 0) {
		write(2, "No index is on the shelf\n");
		return;
	}
	const titles = ["KEY", "KIND", "METRIC", "TABLE", "SIZE", "CREATED"];
	write(
		1,
		formatTable(
			titles.map((title) => ({ title })),
			rows.map((row) => [
				row.key,
				row.index ?? "?",
				row.metric ?? "?",
				row.table === null ? "?" : `${row.table} @ ${row.table_version}`,
				formatSize(row.bytes),
				formatAge(row.created),
			]),
		),
	);
}

async function remove(
	key: string | undefined,
	dir: string | undefined,
): Promise<void> {
	if (key === undefined) throw new UsageError("index rm needs a key");
	checkUsage(() => checkKey(key));
	await using shelf = await openShelf({ dir });
	const { kind } = await shelf.stat(key);
	if (kind !== "index") {
		throw new UsageError(
			`Cannot take ${JSON.stringify(key)} off the shelf as an index: it is a table; use arrowshelf rm`,
		);
	}
	await shelf.delete(key);
}

function refuseOptions(
	action: string,
	options: Readonly<Record<string, unknown>>,
): void {
	const given = Object.keys(index.options).find(
		(name) =>
			!(name in commonOptions) &&
			options[name] !== undefined &&
			options[name] !== false,
	);
	if (given === undefined) return;
	throw new UsageError(`index ${action} takes no ${optionName(given)}`);
}

function tooMany(argument: string): UsageError {
	return new UsageError(`index ls takes no ${JSON.stringify(argument)}`);
}
