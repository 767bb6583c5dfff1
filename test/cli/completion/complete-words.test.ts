import { describe, expect, test } from "bun:test";
import { commands } from "../../../src/cli/commands.ts";
import { completeWords } from "../../../src/cli/completion/complete-words.ts";

const asked: (string | undefined)[] = [];
const keys = [
	{ key: "points", kind: "table" },
	{ key: "points.hnsw", kind: "index" },
	{ key: "prices", kind: "table" },
];
async function findKeys(
	beginning: string,
	dir: string | undefined,
	kind: string | undefined,
) {
	asked.push(dir);
	return keys
		.filter(({ key }) => key.startsWith(beginning))
		.filter((each) => kind === undefined || kind === each.kind)
		.map(({ key }) => key);
}

async function textsFor(words: readonly string[]) {
	const { candidates, takesFiles } = await completeWords(
		words,
		commands,
		findKeys,
	);
	const texts = candidates.map(({ text }) => text);
	return takesFiles ? [...texts, ":files"] : texts;
}

describe("completeWords()", () => {
	test("offers every command, with what it does", async () => {
		const { candidates } = await completeWords([""], commands, findKeys);
		expect(candidates).toEqual(
			commands.map(({ name, summary }) => ({ text: name, summary })),
		);
	});

	test.each([
		[["se"], ["serve"]],
		[["--v"], ["--version"]],
		[["nothing-like-it", "--"], []],
		[["knn", "--include"], ["--include-self"]],
		[["knn", "--nl"], ["--nlist"]],
		// Given once, not offered again.
		[["knn", "--nlist", "4", "--nl"], []],
		[["knn", "--nlist=4", "--nl"], []],
		// What may be repeated is.
		[["put", "--meta", "a=b", "--me"], ["--meta"]],
		[["knn", "--metric", "ha"], ["haversine"]],
		[["knn", "--metric=co"], ["--metric=cosine"]],
		[["knn", "--metric=nothing"], []],
		[["knn", "--unknown=x"], []],
		[
			["knn", ""],
			["shelf:", ":files"],
		],
		[
			["knn", "shelf:p"],
			["shelf:points", "shelf:prices"],
		],
		[["knn", "shelf:po"], ["shelf:points"]],
		[["knn", "points.arrow", "--queries", "shelf:pr"], ["shelf:prices"]],
		[["knn", "-k", "1"], []],
		[
			["rm", "po"],
			["points", "points.hnsw"],
		],
		[["ls", "pr"], ["prices"]],
		[["put", "da"], [":files"]],
		[["get", "points", "--output=da"], [":files"]],
		[
			["completions", ""],
			["bash", "zsh", "fish"],
		],
		[
			["index", ""],
			["build", "ls", "rm"],
		],
		[["index", "rm", "p"], ["points.hnsw"]],
		[["index", "rm", "--js"], []],
		[["index", "rm", "--di"], ["--dir"]],
		[["index", "ls", ""], []],
		[["index", "ls", "--js"], ["--json"]],
		[["index", "ls", "--nl"], []],
		[["index", "build", ""], ["shelf:"]],
		[
			["index", "build", "shelf:p"],
			["shelf:points", "shelf:prices"],
		],
		[["index", "build", "shelf:points", "--nl"], ["--nlist"]],
		[["knn", "a.arrow", "--index", "s"], ["shelf:"]],
		[["knn", "a.arrow", "--index", "shelf:p"], ["shelf:points.hnsw"]],
		[["knn", "a.arrow", "--index", "fa"], ["factory:"]],
		[["cluster", "a.arrow", "-o", "shelf:pr"], ["shelf:prices"]],
		[
			["cluster", "a.arrow", "-o", ""],
			["shelf:", ":files"],
		],
		[["stop", ""], []],
		// Behind -- there are no options.
		[["rm", "--", "--"], []],
	])("%j can become %j", async (words, texts) => {
		expect(await textsFor(words)).toEqual(texts);
	});

	test.each([
		[["rm", "--dir", "/dev/shm/other", "po"]],
		[["rm", "--dir=/dev/shm/other", "po"]],
	])("%j looks for keys where --dir says", async (words) => {
		asked.length = 0;
		expect(await textsFor(words)).toEqual(["points", "points.hnsw"]);
		expect(asked).toEqual(["/dev/shm/other"]);
	});
});
