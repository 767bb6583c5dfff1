import { limits } from "../../config.ts";
import { jsonOption, type Options, type Values } from "../command.ts";
import { readOptions, splitReadOptions } from "../input/read-options.ts";
import { outputFormatOption } from "../output/written-format.ts";
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
		group: "How",
		summary: `Workers, 1 to ${limits.cores} (default: all cores)`,
	},
	output: {
		kind: "text",
		alias: "o",
		hint: "FILE|shelf:KEY",
		group: outputGroup,
		summary: "write the result to a file, by its ending, to - or to shelf:KEY",
	},
	outputFormat: outputFormatOption,
	replace: {
		kind: "flag",
		group: outputGroup,
		summary: "replace what is on the shelf under --output's key",
	},
	...readOptions,
	json: jsonOption,
} as const satisfies Options;

/** The argument of the commands that look at one table. */
export const sourceArgument = {
	name: "SOURCE",
	summary: "a file of any format, shelf:KEY, or - for standard input",
	min: 1,
	max: 1,
} as const;

type Shared = Values<typeof analysisOptions> & {
	readonly dir: string | undefined;
};

/** What `runAnalysis` takes of a command's values, checked, and all else. */
export function splitAnalysisOptions<T extends Shared>(
	values: T,
	source: string,
) {
	const [reading, rest] = splitReadOptions(values, [source]);
	const { dir, json, columns, where, ...others } = rest;
	const { output, outputFormat, replace, ...own } = others;
	const of = {
		source,
		dir,
		columns,
		where,
		output,
		outputFormat,
		replace,
		json,
	};
	return [{ ...of, reading }, own] as const;
}
