import { expect, test } from "bun:test";
import { Storage } from "../../src/daemon/storage.ts";

test("Storage replaces a Worker that dies; only its own jobs fail", async () => {
	const storage = await Storage.start("test/fixtures/daemon/dying-worker.ts");
	for (let round = 0; round < 3; round += 1) {
		// Both Workers, at once.
		const jobs = [["die"], ["die"]].map((paths) =>
			storage.run("free", { paths }),
		);
		for (const job of await Promise.allSettled(jobs)) {
			expect(job).toMatchObject({
				status: "rejected",
				reason: { code: "unreadable" },
			});
		}
		expect(await storage.run("free", { paths: ["x"] })).toBeNull();
	}
	await storage.idle();
	storage.stop();
});
