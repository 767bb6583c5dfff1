import { limits } from "../../config.ts";
import { jsonOption, type Options } from "../command.ts";
import { readOptions } from "../input/read-options.ts";
import { outputFormatOption } from "../output/written-format.ts";
import { whereOption } from "./where-option.ts";

const searchGroup = "What is searched";
const indexGroup = "How";
const outputGroup = "Output";

/** What `arrowshelf knn` can be told. */
export const knnOptions = {
	columns: {
		kind: "list",
		hint: "x,y,z",
		group: searchGroup,
		summary: "columns (default: all numeric ones, or the one list column)",
	},
	k: {
		kind: "integer",
		alias: "k",
		hint: "N",
		min: 1,
		max: limits.k,
		group: searchGroup,
		summary: `neighbours of each point, 1 to ${limits.k} (default: 10)`,
	},
	radius: {
		kind: "number",
		hint: "R",
		min: -Number.MAX_VALUE,
		max: Number.MAX_VALUE,
		group: searchGroup,
		summary: "all neighbours within R instead, in the metric's unit",
	},
	queries: {
		kind: "text",
		hint: "SOURCE",
		group: searchGroup,
		summary: "whose neighbours (default: the points' own)",
	},
	includeSelf: {
		kind: "flag",
		group: searchGroup,
		summary: "count a point among its own neighbours",
	},
	metric: {
		kind: "choice",
		choices: ["l2", "ip", "cosine", "haversine"],
		group: searchGroup,
		summary: "how distance is measured (default: l2)",
	},
	where: { ...whereOption, group: searchGroup },
	skipInvalid: {
		kind: "flag",
		group: searchGroup,
		summary: "leave out rows with null, NaN or infinity",
	},
	index: {
		kind: "choice",
		choices: ["auto", "exact", "flat", "ivf", "hnsw"],
		prefixes: ["factory:", "shelf:"],
		group: indexGroup,
		summary: "how neighbours are looked for (default: auto)",
	},
	nlist: {
		kind: "integer",
		hint: "N",
		min: 1,
		max: 2 ** 31 - 1,
		group: indexGroup,
		summary: "lists of an IVF index (default: about 4 times the root of n)",
	},
	nprobe: {
		kind: "integer",
		hint: "N",
		min: 1,
		max: 2 ** 31 - 1,
		group: indexGroup,
		summary: "lists looked through for a query (default: by --recall-target)",
	},
	efSearch: {
		kind: "integer",
		hint: "N",
		min: 1,
		max: 2 ** 30,
		group: indexGroup,
		summary:
			"vectors kept in view in an HNSW index (default: by --recall-target)",
	},
	recallTarget: {
		kind: "number",
		hint: "R",
		min: 0,
		max: 1,
		group: indexGroup,
		summary:
			"recall that nprobe or efSearch is raised to on a sample (default: 0.95)",
	},
	engine: {
		kind: "choice",
		choices: ["native", "faiss-node"],
		group: indexGroup,
		summary: "whose code searches (default: native)",
	},
	cores: {
		kind: "integer",
		hint: "N",
		min: 1,
		max: limits.cores,
		group: indexGroup,
		summary: `Workers, 1 to ${limits.cores} (default: all cores)`,
	},
	seed: {
		kind: "integer",
		hint: "N",
		min: 0,
		max: Number.MAX_SAFE_INTEGER,
		group: indexGroup,
		summary: "where everything random starts (default: 1)",
	},
	output: {
		kind: "text",
		alias: "o",
		hint: "FILE|shelf:KEY",
		group: outputGroup,
		summary:
			"write the neighbours to a file, by its ending, to - or to shelf:KEY",
	},
	outputFormat: outputFormatOption,
	sorted: {
		kind: "flag",
		group: outputGroup,
		summary: "Parquet in the order of the rows too, by a scratch file",
	},
	replace: {
		kind: "flag",
		group: outputGroup,
		summary: "replace what is on the shelf under --output's key",
	},
	measureRecall: {
		kind: "integer",
		hint: "SAMPLE",
		min: 1,
		max: 2 ** 31 - 1,
		optional: true,
		group: outputGroup,
		summary: "compare so many queries (1,000) with exact search",
	},
	plot: {
		kind: "text",
		hint: "FILE",
		optional: true,
		group: outputGroup,
		summary: "draw the distances: here, or as a .png or .svg file",
	},
	...readOptions,
	json: jsonOption,
} as const satisfies Options;
