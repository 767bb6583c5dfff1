import { ShelfError } from "../../errors.ts";
import type { Sealed } from "../../protocol/messages.ts";
import { checkLifetime } from "../check-lifetime.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { openInputFile } from "../input/input-file.ts";
import { keyArgument } from "../input/key-argument.ts";
import type { PutInput } from "../input/put-input.ts";
import { checkReadOptions, readOptions } from "../input/read-options.ts";
import { shelfKey } from "../input/shelf-key.ts";
import { startPolars } from "../input/start-polars.ts";
import { interruptSignal } from "../interrupt.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressBar } from "../output/progress.ts";
import { write } from "../output/write.ts";
import { UsageError } from "../usage-error.ts";

export const put = defineCommand({
	name: "put",
	description:
		"Puts files on the shelf as tables and prints their keys: Arrow, Parquet, CSV, TSV, JSON, Avro. Starts the daemon if there is none.",
	positional: {
		name: "FILE",
		summary: "a file with a table, or - for standard input",
		min: 1,
		max: Number.POSITIVE_INFINITY,
	},
	options: {
		key: {
			kind: "text",
			hint: "KEY",
			alias: "k",
			summary: "the name (default: a short random one); for one file only",
		},
		replace: {
			kind: "flag",
			summary: "take the place of what is there under that key",
		},
		ttl: {
			kind: "duration",
			hint: "TIME",
			summary: "take it off the shelf by itself after so long, such as 1h",
		},
		pin: {
			kind: "flag",
			summary: "keep it in memory when room is made for others",
		},
		meta: {
			kind: "pairs",
			hint: "NAME=VALUE",
			summary: "keep a text with it, such as unit=m; may be repeated",
		},
		...readOptions,
		json: jsonOption,
	},
	examples: [
		"put points.arrow --key points",
		"put points.csv.gz --types id=uint32,name=category",
		"put day-*.arrow --ttl 8h --meta source=gps",
	],
	async run({ dir, key: named, replace, ttl, pin, meta, json, ...how }, files) {
		files.forEach(checkIsFile);
		const key = named === undefined ? undefined : keyArgument(named);
		checkNames(key, files);
		const reading = checkReadOptions(how, files);
		const asked = { ttlMs: ttl, pin, metadata: meta };
		checkLifetime(asked);
		const signal = interruptSignal();
		using opened = new DisposableStack();
		const [first = ""] = files;
		const isAlone = files.length === 1;
		const polars = isAlone ? opened.use(startPolars(first)) : undefined;
		const { openPutInput } = await import("../input/put-input.ts");
		// A file that cannot be put is found before the first one is put.
		const inputs: PutInput[] = [];
		for (const file of files) {
			const input = opened.use(await openInputFile(file, signal));
			const how = { ...reading, isAlone, polars };
			inputs.push(opened.use(await openPutInput(input, how)));
		}
		const { openShelf } = await import("../open-shelf.ts");
		await using shelf = await openShelf({ dir, autostart: true });
		for (const [before, input] of inputs.entries()) {
			using bar = new ProgressBar();
			const putting = input.put(shelf, {
				...(key === undefined ? {} : { key }),
				...asked,
				replace,
				signal,
				onProgress: (step) => bar.update({ phase: "put", ...step }),
			});
			const sealed = await putting.catch((error) => {
				throw sayingWhatIsPut(error, before, inputs.length);
			});
			bar[Symbol.dispose]();
			report(sealed, json);
		}
	},
});

function checkNames(key: string | undefined, files: readonly string[]): void {
	if (key !== undefined && files.length > 1) {
		throw new UsageError(
			`--key names one table, got ${files.length} files; put them without it`,
		);
	}
	if (files.filter((file) => file === "-").length > 1) {
		throw new UsageError("Standard input (-) can be put only once");
	}
}

function checkIsFile(file: string): void {
	if (shelfKey(file) === null) return;
	throw new UsageError(`put takes files, got ${JSON.stringify(file)}`);
}

/** What is wrong with the text of a file shows only while it is put. */
function sayingWhatIsPut(error: unknown, before: number, all: number): unknown {
	if (before > 0 && error instanceof ShelfError) {
		const are = before === 1 ? "is" : "are";
		error.message += `; ${before} of the ${all} files ${are} on the shelf, under the keys above`;
	}
	return error;
}

function report(
	{ key, version, kind, bytes, rows }: Sealed,
	json: boolean,
): void {
	if (json) printJson({ key, version, kind, bytes, rows });
	else write(1, `${key}\n`);
}
