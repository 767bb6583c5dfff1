import { shelfDirectory } from "../../config.ts";
import { ConnectionError } from "../../errors.ts";
import { defineCommand } from "../command.ts";
import { openShelf } from "../open-shelf.ts";
import { write } from "../output/write.ts";

export const stop = defineCommand({
	name: "stop",
	description:
		"Ends the daemon. What is on the shelf stays there for the next one.",
	options: {},
	examples: ["stop"],
	async run({ dir }) {
		await using shelf = await openRunning(dir);
		const { pid } = await shelf.health();
		await shelf.shutdown();
		write(1, `Stopped the daemon (pid ${pid}); tables stay on the shelf\n`);
	},
});

async function openRunning(dir: string | undefined) {
	try {
		return await openShelf({ dir });
	} catch (error) {
		if (!(error instanceof ConnectionError) || error.code !== "no_daemon") {
			throw error;
		}
		throw new ConnectionError(
			"no_daemon",
			`Nothing to stop: no daemon serves ${JSON.stringify(shelfDirectory(dir))}`,
			{ cause: error },
		);
	}
}
