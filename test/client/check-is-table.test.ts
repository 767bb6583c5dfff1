import { expect, test } from "bun:test";
import { InvalidTableError } from "../../src/errors.ts";
import { testShelf } from "./test-shelf.ts";

test("checkIsTable(): whatever takes a table refuses an index, and names its table", async () => {
	await using own = await testShelf();
	const { shelf } = own;
	const points = { x: new Float32Array([1, 2, 3]) };
	await shelf.put(points, { key: "points" });
	await shelf.buildIndex("points", { key: "kept", index: "flat", cores: 1 });
	using lease = await shelf.open("kept");
	const module = new URL("../fixtures/client/sum.ts", import.meta.url);
	const told =
		'Cannot use "kept" as a table: it is a search index (flat) of the table "points"; give shelf:points, and shelf:kept as the index to search it with';
	for (const source of ["kept", lease]) {
		for (const call of [
			() => shelf.knn(source, { k: 1 }),
			() => shelf.knn("points", { queries: source, k: 1 }),
			() => shelf.outliers(source, { k: 1 }),
			() => shelf.buildIndex(source, { key: "other" }),
			() => shelf.parallel(source, module),
		]) {
			const failed = call();
			await expect(failed).rejects.toThrow(told);
			await expect(failed).rejects.toBeInstanceOf(InvalidTableError);
		}
	}
	// One that does not say of what it is.
	await shelf.touch("kept", { metadata: {} });
	await expect(shelf.knn("kept")).rejects.toThrow(
		"it is a search index; give the table that it was built from",
	);
});
