import { expect, test } from "bun:test";
import { connect } from "../../src/client/connect.ts";
import { limits } from "../../src/config.ts";
import { LimitError } from "../../src/errors.ts";
import { startDaemonProcess } from "../helpers/daemon-process.ts";
import { failure } from "../helpers/failure.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

test("one key more than there may be is refused, and a replace is not", async () => {
	using directory = temporaryDirectory();
	const dir = directory.path;
	await using stack = new AsyncDisposableStack();
	const daemon = await startDaemonProcess(dir, "--memory", "4GiB");
	stack.defer(() => daemon.kill());
	const shelf = stack.use(await connect({ dir, autostart: false }));
	const table = { x: Float64Array.of(1) };
	const atOnce = 100;
	for (let first = 0; first < limits.keys; first += atOnce) {
		const keys = Array.from({ length: atOnce }, (_, at) => `k${first + at}`);
		await Promise.all(keys.map((key) => shelf.put(table, { key })));
	}
	const error = await failure(shelf.put(table, { key: "more" }));
	expect(error).toBeInstanceOf(LimitError);
	expect(error).toMatchObject({
		code: "too_many_keys",
		details: { limit: limits.keys, given: limits.keys + 1 },
	});
	await shelf.put(table, { key: "k7", replace: true });
	expect((await shelf.stat("k7")).version).toBe(2);
	await shelf.delete("k8");
	expect(await shelf.put(table, { key: "more" })).toBe("more");
	expect((await shelf.usage()).objects).toBe(limits.keys);
	expect(await shelf.deleteAll()).toBe(limits.keys);
});
