import { describe, expect, test } from "bun:test";
import { defineCommand, jsonOption } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

const command = defineCommand({
	name: "try",
	description: "",
	positional: { name: "SOURCE", summary: "a file", min: 1, max: 1 },
	options: {
		k: {
			kind: "integer",
			alias: "k",
			hint: "N",
			min: 1,
			max: 2048,
			summary: "",
		},
		target: { kind: "number", hint: "R", min: 0, max: 1, summary: "" },
		memory: { kind: "size", hint: "SIZE", summary: "" },
		ttl: { kind: "duration", hint: "TIME", summary: "" },
		life: { kind: "duration", orNever: true, hint: "TIME", summary: "" },
		meta: { kind: "pairs", hint: "NAME=VALUE", summary: "" },
		metric: { kind: "choice", choices: ["l2", "cosine"], summary: "" },
		columns: { kind: "list", hint: "x,y", summary: "" },
		includeSelf: { kind: "flag", summary: "" },
		measureRecall: {
			kind: "integer",
			hint: "SAMPLE",
			min: 1,
			max: 1e6,
			optional: true,
			summary: "",
		},
		output: { kind: "text", alias: "o", hint: "FILE", summary: "" },
		json: jsonOption,
	},
	examples: [],
	run: async () => {},
});

describe("parseArguments()", () => {
	test("gives every kind of value its type", () => {
		const argv =
			"--k 5 --target=0.5 --memory 8GiB --ttl 1h --life never --meta a=b=,c --meta=d= --metric l2 --columns x,y --include-self --measure-recall=7 -o - a.arrow";
		const { values, positionals } = parseArguments(command, argv.split(" "));
		expect(values).toEqual({
			k: 5,
			target: 0.5,
			memory: 8 * 2 ** 30,
			ttl: 3600e3,
			life: "never",
			meta: { a: "b=,c", d: "" },
			metric: "l2",
			columns: ["x", "y"],
			includeSelf: true,
			measureRecall: 7,
			output: "-",
			json: false,
			dir: undefined,
			quiet: false,
			verbose: false,
			help: false,
		});
		expect(positionals).toEqual(["a.arrow"]);
	});

	test.each(["-k 5", "-k5", "-k=5", "--k 5", "--k=5"])("reads %p", (option) => {
		const argv = [...option.split(" "), "a"];
		expect(parseArguments(command, argv).values.k).toBe(5);
	});

	test("an optional value is taken only behind =", () => {
		const { values, positionals } = parseArguments(command, [
			"--measure-recall",
			"points.arrow",
		]);
		expect(values.measureRecall).toBe(true);
		expect(positionals).toEqual(["points.arrow"]);
	});

	test("a pair may have any name", () => {
		const { values } = parseArguments(command, ["a", "--meta", "__proto__=1"]);
		expect(Object.entries(values.meta as object)).toEqual([["__proto__", "1"]]);
	});

	test("what follows -- is positional, whatever it looks like", () => {
		expect(parseArguments(command, ["--", "--k"]).positionals).toEqual(["--k"]);
	});

	test.each([
		[
			"--colums x a",
			'Unknown option "--colums" for try; did you mean --columns?',
		],
		[
			"--zzz a",
			'Unknown option "--zzz" for try; arrowshelf try --help lists them',
		],
		["-x a", 'Unknown option "-x" for try'],
		["--no-json a", 'Unknown option "--no-json" for try'],
		["--includeSelf a", "did you mean --include-self?"],
		["a b", 'Unexpected argument "b": try takes only one SOURCE'],
		["", "Missing SOURCE: try needs a file"],
		["a --k", "Missing value: --k expects a whole number from 1 to 2048"],
		[
			"a --output --json",
			"Missing value: --output expects FILE, got the option --json",
		],
		["a --k abc", '--k expects a whole number from 1 to 2048, got "abc"'],
		["a --k 2.5", '--k expects a whole number from 1 to 2048, got "2.5"'],
		["a --k 0", '--k expects a whole number from 1 to 2048, got "0"'],
		["a --k -3", '--k expects a whole number from 1 to 2048, got "-3"'],
		["a --k 100000", "from 1 to 2048"],
		["a --k=", '--k expects a whole number from 1 to 2048, got ""'],
		["a --k 0x10", 'got "0x10"'],
		["a --target 2", "--target expects a number from 0 to 1"],
		["a --metric l3", 'one of l2, cosine (did you mean l2?), got "l3"'],
		["a --columns x,,y", "--columns expects names separated by commas"],
		["a --memory lots", "--memory expects a size such as 8GiB or 500MB"],
		["a --ttl soon", "--ttl expects a duration such as 90s or 1h"],
		["a --ttl never", '90s or 1h, got "never"'],
		["a --life soon", "--life expects a duration such as 90s or 1h, or never"],
		["a --meta a", '--meta expects NAME=VALUE, got "a"'],
		["a --meta =b", '--meta expects NAME=VALUE, got "=b"'],
		["a --meta a=1 --meta a=2", '--meta has "a" twice'],
		["a --meta --json", "Missing value: --meta expects NAME=VALUE"],
		["a --meta", "Missing value: --meta expects NAME=VALUE"],
		["a --mata a=1", "did you mean --meta?"],
		["a --json=yes", 'Option --json takes no value, got "yes"'],
		["a --k 1 -k 2", "Option --k is given twice"],
		["a --measure-recall=some", 'got "some"'],
	])("refuses %p", (line, message) => {
		const argv = line.split(" ").filter((word) => word !== "");
		expect(() => parseArguments(command, argv)).toThrow(message);
	});

	test("refuses an empty argument", () => {
		expect(() => parseArguments(command, [""])).toThrow("empty text");
	});
});
