import type { Option } from "../command.ts";

/** The option of every command that looks at rows by their place. */
export const whereOption = {
	kind: "texts",
	hint: "CONDITION",
	summary: `only rows that meet it, such as "speed > 3"; may be repeated`,
} as const satisfies Option;
