import { expect, setDefaultTimeout, test } from "bun:test";
import { output, run } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

// Several processes a test, and all of them beside other tests' work.
setDefaultTimeout(60_000);

test("demo puts, searches in another process, and takes its table off", async () => {
	using directory = temporaryDirectory();
	const dir = directory.file("shelf");
	try {
		const text = await output(["demo"], { dir });
		expect(text).toMatch(/^\$ arrowshelf put \S+ --key demo-\w+$/m);
		expect(text).toMatch(/^rows +100,000 of dimension 3$/m);
		expect(text).toMatch(/^mean 10-NN distance +0\.022[34]$/m);
		expect(await output(["ls", "--json"], { dir })).toBe("[]\n");
	} finally {
		await run(["stop"], { dir });
	}
});
