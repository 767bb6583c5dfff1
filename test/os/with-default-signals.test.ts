import { expect, test } from "bun:test";
import { join } from "node:path";

const module = join(import.meta.dir, "../../src/os/with-default-signals.ts");

/** Runs a program that hears SIGINT and then works for ever, in vain or until
 * it is told to end. */
async function signalled(work: string) {
	const program = `
		import { withDefaultSignals } from ${JSON.stringify(module)};
		import { writeSync } from "node:fs";
		process.on("SIGINT", () => { writeSync(1, "heard"); process.exit(5); });
		${work}`;
	const child = Bun.spawn([process.execPath, "-e", program], {
		stdout: "pipe",
		stderr: "inherit",
	});
	const reader = child.stdout.getReader();
	await reader.read(); // it has begun
	child.kill("SIGINT");
	await child.exited;
	const { value } = await reader.read();
	return { signal: child.signalCode, said: new TextDecoder().decode(value) };
}

const begin = 'writeSync(1, "begun");';

test("SIGINT ends work in withDefaultSignals() by itself", async () => {
	const work = `withDefaultSignals(() => { ${begin} for (;;); });`;
	expect(await signalled(work)).toEqual({ signal: "SIGINT", said: "" });
});

test("afterwards it is heard as before", async () => {
	const work = `withDefaultSignals(() => 1); ${begin} setInterval(() => {}, 1000);`;
	expect(await signalled(work)).toEqual({ signal: null, said: "heard" });
});
