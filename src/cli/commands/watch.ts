import { throwIfCancelled } from "../../client/cancellation.ts";
import type { ShelfEvent } from "../../client/watch.ts";
import { formatSize } from "../../format-size.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { ExitError } from "../exit-error.ts";
import { globArgument } from "../input/glob-argument.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { note } from "../output/notes.ts";
import { write } from "../output/write.ts";

export const watch = defineCommand({
	name: "watch",
	description:
		"Prints every change on the shelf, one a line as it happens, until Ctrl-C.",
	positional: {
		name: "GLOB",
		summary: "a pattern of keys, such as 'points*' (default: all)",
		min: 0,
		max: 1,
	},
	options: {
		json: { ...jsonOption, summary: "print JSON, one object a line" },
	},
	examples: ["watch", "watch 'points*' --json"],
	async run({ dir, json }, [glob]) {
		const signal = interruptSignal();
		await using shelf = await openShelf({ dir });
		await using changes = shelf.watch(globArgument(glob), { signal });
		await changes.ready;
		note("Watching; Ctrl-C ends it");
		for await (const event of changes) {
			const time = new Date().toISOString();
			if (json) write(1, `${JSON.stringify({ time, ...event })}\n`);
			else if (event.type !== "cut_off") write(1, lineOf(time, event));
			if (event.type === "cut_off") throw missed();
		}
		throwIfCancelled(signal, "watch");
	},
});

function lineOf(
	time: string,
	event: Exclude<ShelfEvent, { type: "cut_off" }>,
): string {
	const { type, key, version, bytes } = event;
	return `${time}  ${type.padEnd(7)}  ${key}  version ${version}  ${formatSize(bytes)}\n`;
}

function missed(): ExitError {
	write(
		2,
		"arrowshelf: Cannot print changes as fast as they come: some were missed; list what is there with arrowshelf ls, and watch again\n",
	);
	return new ExitError(1);
}
