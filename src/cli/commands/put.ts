import { statSync } from "node:fs";
import type { PutOptions } from "../../client/put-options.ts";
import type { Shelf } from "../../client/shelf.ts";
import { checkKey } from "../../config.ts";
import type { Sealed } from "../../protocol/messages.ts";
import { acquireMapping } from "../../segments/mapping.ts";
import { checkLifetime } from "../check-lifetime.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { checkArrowFormat } from "../input/file-format.ts";
import { readStandardInput } from "../input/read-standard-input.ts";
import { shelfKey } from "../input/shelf-key.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressBar } from "../output/progress.ts";
import { write } from "../output/write.ts";
import { checkUsage, UsageError } from "../usage-error.ts";

export const put = defineCommand({
	name: "put",
	description:
		"Puts Arrow IPC files on the shelf and prints their keys. Starts the daemon if there is none.",
	positional: {
		name: "FILE",
		summary: "an Arrow IPC file, or - for standard input",
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
		json: jsonOption,
	},
	examples: [
		"put points.arrow --key points",
		"put day-*.arrow --ttl 8h --meta source=gps",
	],
	async run({ dir, key, replace, ttl, pin, meta, json }, files) {
		checkNames(key, files);
		const asked = { ttlMs: ttl, pin, metadata: meta };
		checkLifetime(asked);
		const signal = interruptSignal();
		// A file that cannot be put is found before the first one is put.
		for (const file of files) checkFile(file);
		await using shelf = await openShelf({ dir, autostart: true });
		for (const file of files) {
			using bar = new ProgressBar();
			const sealed = await putOne(shelf, file, {
				...(key === undefined ? {} : { key }),
				...asked,
				replace,
				signal,
				onProgress: (step) => bar.update({ phase: "put", ...step }),
			});
			bar[Symbol.dispose]();
			report(sealed, json);
		}
	},
});

function checkNames(key: string | undefined, files: readonly string[]): void {
	if (key !== undefined) {
		checkUsage(() => checkKey(key));
		if (files.length > 1) {
			throw new UsageError(
				`--key names one table, got ${files.length} files; put them without it`,
			);
		}
	}
	if (files.filter((file) => file === "-").length > 1) {
		throw new UsageError("Standard input (-) can be put only once");
	}
}

function checkFile(file: string): void {
	if (file === "-") return;
	if (shelfKey(file) !== null) {
		throw new UsageError(`put takes files, got ${JSON.stringify(file)}`);
	}
	// A missing file has no size; mapping it says so. The head tells the format.
	const size = statSync(file, { throwIfNoEntry: false })?.size || undefined;
	using head = acquireMapping(file, size && Math.min(512, size));
	checkArrowFormat(file, head.bytes);
}

async function putOne(
	shelf: Shelf,
	file: string,
	options: PutOptions & { readonly signal: AbortSignal },
): Promise<Sealed> {
	if (file !== "-") return await shelf.putFile(file, options);
	const bytes = await readStandardInput(options.signal);
	checkArrowFormat("standard input", bytes);
	return await shelf.putBytes(bytes, options);
}

function report(
	{ key, version, kind, bytes, rows }: Sealed,
	json: boolean,
): void {
	if (json) printJson({ key, version, kind, bytes, rows });
	else write(1, `${key}\n`);
}
