import { join, resolve } from "node:path";
import { checkKey, shelfDirectory, shelfNames } from "../../config.ts";
import { writePieces } from "../../segments/write.ts";
import { defineCommand } from "../command.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { OutputFile } from "../output/output-file.ts";
import { write } from "../output/write.ts";
import { checkUsage, UsageError } from "../usage-error.ts";

/** Bytes written before Ctrl-C is looked at again: about 10 ms of work. */
const sliceBytes = 16 * 1024 * 1024;

export const get = defineCommand({
	name: "get",
	description:
		"Prints where a table lies in shared memory, or copies it into a file. The path is an Arrow IPC file that any program can map; it is there until the table is deleted or replaced.",
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
			const { version, kind } = await shelf.stat(key);
			const ending = kind === "table" ? "arrow" : "faiss";
			const directory = resolve(shelfDirectory(dir));
			write(
				1,
				`${join(directory, shelfNames.objects, `${key}@${version}.${ending}`)}\n`,
			);
			return;
		}
		using lease = await shelf.open(key);
		await file.write((fd) => copyBytes(fd, lease.bytes, signal));
	},
});

async function copyBytes(
	fd: number,
	bytes: Uint8Array,
	signal: AbortSignal,
): Promise<void> {
	for (let position = 0; position < bytes.byteLength; position += sliceBytes) {
		signal.throwIfAborted();
		const slice = bytes.subarray(position, position + sliceBytes);
		writePieces(fd, {
			byteLength: bytes.byteLength,
			pieces: [{ position, bytes: slice }],
		});
		await Bun.sleep(0);
	}
}
