import { join } from "node:path";
import { layoutBytes } from "../../arrow/layout-bytes.ts";
import { writeLayout } from "../../client/write-layout.ts";
import { checkKey, shelfNames } from "../../config.ts";
import { objectName } from "../../protocol/object-name.ts";
import { defineCommand } from "../command.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { OutputFile } from "../output/output-file.ts";
import { write } from "../output/write.ts";
import { checkUsage, UsageError } from "../usage-error.ts";

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
			summary: "copy the table into this Arrow file",
		},
	},
	examples: ["get points --path", "get points -o points.arrow"],
	async run({ dir, path, output }, [key = ""]) {
		checkUsage(() => checkKey(key));
		if (path === (output !== undefined)) {
			throw new UsageError("get needs one of --path and -o FILE");
		}
		const signal = interruptSignal();
		const file = output === undefined ? null : new OutputFile(output);
		await using shelf = await openShelf({ dir });
		if (file === null) {
			const name = objectName(await shelf.stat(key));
			write(1, `${join(shelf.directory, shelfNames.objects, name)}\n`);
			return;
		}
		using lease = await shelf.open(key);
		const layout = layoutBytes(lease.file);
		await file.write((fd) => writeLayout(fd, layout, { signal }));
	},
});
