import { costsPath } from "../../config.ts";
import { measureHere } from "../bench/measure-here.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { interruptSignal } from "../interrupt.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressBar } from "../output/progress.ts";
import { formatTable } from "../output/table.ts";
import { formatLarge, formatSeconds } from "../output/units.ts";
import { write } from "../output/write.ts";

const right = "right";

export const bench = defineCommand({
	name: "bench",
	description:
		"Measures what this machine does: putting a table, getting it, searching it. With --calibrate, measures what the search kernels cost here instead, and keeps it for --index auto to decide by.",
	options: {
		calibrate: {
			kind: "flag",
			summary: "measure what the search kernels cost here, for --index auto",
		},
		json: jsonOption,
	},
	examples: ["bench", "bench --calibrate"],
	run: ({ calibrate, json }) => (calibrate ? calibrateHere : benchHere)(json),
});

async function benchHere(json: boolean): Promise<void> {
	const signal = interruptSignal({ isPatient: true });
	using bar = new ProgressBar();
	const figures = await measureHere(signal, (done, total) =>
		bar.update({ phase: "measure", done, total }),
	);
	bar[Symbol.dispose]();
	if (json) {
		printJson(figures);
		return;
	}
	const rows = figures.map(({ name, seconds, rate, unit }) => [
		name,
		seconds < 1e-3
			? `${(seconds * 1e6).toPrecision(3)} us`
			: formatSeconds(seconds),
		unit === "GB/s"
			? `${rate.toPrecision(3)} ${unit}`
			: `${formatLarge(rate)} ${unit === "/s" ? "a second" : unit}`,
	]);
	const columns = [
		{ title: "" },
		{ title: "best", align: right },
		{ title: "rate", align: right },
	] as const;
	write(1, formatTable(columns, rows));
}

async function calibrateHere(json: boolean): Promise<void> {
	const signal = interruptSignal();
	const { calibrate } = await import("../../engine/costs/calibrate.ts");
	const { checkCostsPlace, keepCosts } = await import(
		"../../engine/costs/kept-costs.ts"
	);
	checkCostsPlace();
	using bar = new ProgressBar();
	const onStep = (done: number, total: number) =>
		bar.update({ phase: "calibrate", done, total });
	const costs = await calibrate(onStep, { signal });
	bar[Symbol.dispose]();
	const kept = keepCosts(costs);
	if (json) {
		printJson({ path: costsPath(), ...kept });
		return;
	}
	const rows = Object.entries(costs).flatMap(([kernel, constants]) =>
		Object.entries<number>(constants).map(([work, nanoseconds]) => [
			kernel,
			work,
			nanoseconds.toPrecision(3),
		]),
	);
	const columns = [
		{ title: "kernel" },
		{ title: "work" },
		{ title: "ns of a core", align: right },
	] as const;
	write(1, formatTable(columns, rows));
	write(1, `\nKept in ${costsPath()}, for --index auto to decide by\n`);
}
