import { limits } from "../../config.ts";
import { jsonOption, type Options } from "../command.ts";
import { readOptions } from "../input/read-options.ts";
import { whereOption } from "./where-option.ts";

const dataGroup = "What is drawn";
const pictureGroup = "The picture";

/** What `arrowshelf heatmap` can be told. */
export const heatmapOptions = {
	columns: {
		kind: "list",
		hint: "x,y",
		group: dataGroup,
		summary: "across and up (default: the only two numeric ones)",
	},
	value: {
		kind: "text",
		hint: "COLUMN",
		group: dataGroup,
		summary: "show the mean of this column, not the number of rows",
	},
	stat: {
		kind: "choice",
		choices: ["count", "mean"],
		group: dataGroup,
		summary: "rows in a cell, or mean of --value (default: what is given)",
	},
	bounds: {
		kind: "list",
		hint: "X1,Y1,X2,Y2",
		group: dataGroup,
		summary:
			"show this part only (default: all, or most where few lie far out)",
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
		group: pictureGroup,
		summary: "a .png or .svg file (default: in the terminal)",
	},
	size: {
		kind: "text",
		hint: "WxH",
		group: pictureGroup,
		summary:
			"pixels of the picture, or letters in the terminal (default: 1200x900)",
	},
	cells: {
		kind: "text",
		hint: "WxH",
		group: pictureGroup,
		summary: "cells of the grid (default: 4 pixels each, or by letters)",
	},
	title: {
		kind: "text",
		hint: "TEXT",
		group: pictureGroup,
		summary: "over the picture (default: SOURCE)",
	},
	...readOptions,
	json: jsonOption,
} as const satisfies Options;
