import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { run } from "../../helpers/executable.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

test("doctor says that what answers is no daemon of ours", async () => {
	using directory = temporaryDirectory();
	const dir = directory.file("shelf");
	mkdirSync(dir, { mode: 0o700 });
	using _ = Bun.listen({
		unix: `${dir}/shelf.sock`,
		socket: {
			data(socket) {
				socket.write("HTTP/1.1 400 Bad Request\r\n");
			},
		},
	});
	const { exitCode, stdout, stderr } = await run(["doctor", "--json"], { dir });
	expect([exitCode, stderr]).toEqual([1, ""]);
	const found = JSON.parse(stdout).find(
		({ check }: { check: string }) => check === "daemon",
	);
	expect(found).toMatchObject({
		status: "broken",
		detail: expect.stringContaining("is no arrowshelf: Cannot read a line"),
		remedy: "end that program, or choose another --dir",
	});
});
