import { expect, test } from "bun:test";
import { join } from "node:path";
import { commonOptions } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import { optionName } from "../../src/cli/option-value.ts";

const text = await Bun.file(join(import.meta.dir, "../../docs/cli.md")).text();

test.each(commands.map((entry) => [entry.name, entry] as const))(
	"docs/cli.md describes %s and its options",
	async (name, entry) => {
		const section = text
			.split(/^### /m)
			.find((part) => new RegExp(`^\`${name}[ \`]`).test(part));
		expect(section).toBeDefined();
		const { options } = await entry.load();
		for (const option of Object.keys(options)) {
			if (option in commonOptions) continue;
			expect(section).toContain(optionName(option));
		}
	},
);
