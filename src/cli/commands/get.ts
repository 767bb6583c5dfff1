import { existsSync } from "node:fs";
import { join } from "node:path";
import { shelfNames } from "../../config.ts";
import { objectName } from "../../protocol/object-name.ts";
import { defineCommand } from "../command.ts";
import { keyArgument } from "../input/key-argument.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { ProgressBar, type ProgressStep } from "../output/progress.ts";
import { write } from "../output/write.ts";
import { writtenFormat, writtenFormats } from "../output/written-format.ts";
import { UsageError } from "../usage-error.ts";

export const get = defineCommand({
	name: "get",
	description:
		"Prints where a table lies in shared memory, or copies it into a file. The path is an Arrow IPC file that any program can map; it is there until the table is deleted or replaced, or goes by itself.",
	positional: {
		name: "KEY",
		summary: "the key of a table on the shelf",
		min: 1,
		max: 1,
	},
	options: {
		path: { kind: "flag", summary: "print the path in shared memory" },
		output: {
			kind: "text",
			hint: "FILE",
			alias: "o",
			summary: "copy the table into this file, - for standard output",
		},
		format: {
			kind: "choice",
			choices: writtenFormats,
			summary: "what is written (default: by the file's name, else arrow)",
		},
	},
	examples: [
		"get points --path",
		"get points -o points.parquet",
		"get points -o - --format csv | head",
	],
	async run({ dir, path, output, format: asked }, [named = ""]) {
		const key = keyArgument(named);
		if (path === (output !== undefined)) {
			throw new UsageError("get needs one of --path and -o FILE");
		}
		if (path && asked !== undefined) {
			throw new UsageError(
				"--format says what -o FILE is, and --path writes none: the table is Arrow",
			);
		}
		const signal = interruptSignal();
		if (output === undefined) {
			await using shelf = await openShelf({ dir });
			const object = await shelf.stat(key);
			const [path = "", other = path] = [false, true].map((isTree) =>
				join(
					shelf.directory,
					shelfNames.objects,
					objectName({ ...object, isTree }),
				),
			);
			write(1, `${existsSync(other) ? other : path}\n`);
			return;
		}
		const how = writtenFormat(output, asked, "--format");
		const { TableTarget } = await import("../output/table-target.ts");
		const target = new TableTarget(output, how);
		// It starts while the table is asked for.
		using pipe = how.format === "arrow" ? undefined : await startPolars();
		await using shelf = await openShelf({ dir });
		using held = new DisposableStack();
		const lease = await shelf.openTable(key, held);
		using bar = new ProgressBar();
		const onProgress = (step: ProgressStep) => bar.update(step);
		await target.writeTable(lease, { signal, pipe, onProgress });
	},
});

async function startPolars() {
	const [{ PolarsPipe }, { polarsCommand }] = await Promise.all([
		import("../../formats/polars-pipe.ts"),
		import("../polars-command.ts"),
	]);
	return new PolarsPipe(polarsCommand());
}
