import { limits } from "../../config.ts";
import { jsonOption, type Options } from "../command.ts";
import { whereOption } from "./where-option.ts";

const dataGroup = "What is looked at";
const outputGroup = "Output";

/** What cluster, outliers and hotspots have in common. */
export const analysisOptions = {
	columns: {
		kind: "list",
		hint: "x,y,z",
		group: dataGroup,
		summary: "columns (default: all numeric ones, or the one list column)",
	},
	where: { ...whereOption, group: dataGroup },
	skipInvalid: {
		kind: "flag",
		group: dataGroup,
		summary: "leave out rows with null, NaN or infinity",
	},
	cores: {
		kind: "integer",
		hint: "N",
		min: 1,
		max: limits.cores,
		summary: `Workers, 1 to ${limits.cores} (default: all cores)`,
	},
	output: {
		kind: "text",
		alias: "o",
		hint: "FILE",
		group: outputGroup,
		summary: "write the result to an Arrow file, or shelf:KEY",
	},
	replace: {
		kind: "flag",
		group: outputGroup,
		summary: "replace what is on the shelf under --output's key",
	},
	json: jsonOption,
} as const satisfies Options;

/** The argument of the commands that look at one table. */
export const sourceArgument = {
	name: "SOURCE",
	summary: "an Arrow IPC file, or shelf:KEY",
	min: 1,
	max: 1,
} as const;
