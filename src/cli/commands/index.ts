import { commonOptions, defineCommand, jsonOption } from "../command.ts";
import { keyArgument } from "../input/key-argument.ts";
import { openShelf } from "../open-shelf.ts";
import { expectedText, optionName } from "../option-value.ts";
import { UsageError } from "../usage-error.ts";
import { buildIndex } from "./index-build.ts";
import { listIndexes } from "./index-list.ts";
import { knnOptions } from "./knn-options.ts";

const { columns, k, metric, skipInvalid, index: kind } = knnOptions;
const { nlist, nprobe, efSearch, recallTarget, cores, seed } = knnOptions;

const actions = ["build", "ls", "rm"];
/** Of those that do not take all. */
const actionOptions: Readonly<Record<string, readonly string[]>> = {
	ls: ["json"],
	rm: [],
};

export const index = defineCommand({
	name: "index",
	description:
		"Keeps search indexes on the shelf: index build shelf:KEY --key K builds one of a table, index ls lists them, index rm K takes one off. knn --index shelf:K searches with it.",
	positional: {
		name: "ACTION",
		forms: ["build shelf:KEY", "ls", "rm KEY"],
		summary: "build shelf:KEY, ls or rm KEY",
		choices: actions,
		choiceOptions: actionOptions,
		keyKind: "index",
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
	async run(values, [action = "", argument]) {
		refuseOptions(action, values);
		const { dir, json, ...options } = values;
		switch (action) {
			case "build":
				return await buildIndex(argument, dir, json, options);
			case "ls":
				if (argument !== undefined) throw tooMany(argument);
				return await listIndexes(dir, json);
			case "rm":
				return await remove(argument, dir);
			default:
				throw new UsageError(
					`index expects ${expectedText({ kind: "choice", choices: actions, summary: "" }, action)}, got ${JSON.stringify(action)}`,
				);
		}
	},
});

async function remove(
	named: string | undefined,
	dir: string | undefined,
): Promise<void> {
	if (named === undefined) throw new UsageError("index rm needs a key");
	const key = keyArgument(named);
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
	values: Readonly<Record<string, unknown>>,
): void {
	const taken = actionOptions[action];
	if (taken === undefined) return;
	const given = Object.keys(index.options).find(
		(name) =>
			!(name in commonOptions) &&
			!taken.includes(name) &&
			values[name] !== undefined &&
			values[name] !== false,
	);
	if (given === undefined) return;
	throw new UsageError(`index ${action} takes no ${optionName(given)}`);
}

function tooMany(argument: string): UsageError {
	return new UsageError(`index ls takes no ${JSON.stringify(argument)}`);
}
