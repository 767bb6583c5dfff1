import { setTimeout as sleep } from "node:timers/promises";
import type { Shelf } from "../../client/shelf.ts";
import { defineCommand, jsonOption } from "../command.ts";
import { interruptSignal } from "../interrupt.ts";
import { openShelf } from "../open-shelf.ts";
import { LiveScreen } from "../output/live-screen.ts";
import { isTerminal } from "../output/terminal.ts";
import {
	type ShelfState,
	type TopOrder,
	topOrders,
	topScreen,
} from "../output/top-screen.ts";
import { write } from "../output/write.ts";

const defaultIntervalMs = 1000;

export const top = defineCommand({
	name: "top",
	description:
		"Shows the shelf's memory, what lies in it and which processes hold it, drawn anew until q or Ctrl-C. Off a terminal it shows them once.",
	options: {
		interval: {
			kind: "duration",
			hint: "TIME",
			summary: "how often it is drawn (default: 1s)",
		},
		sort: {
			kind: "choice",
			choices: topOrders,
			summary: "what stands first (default: size); the key s changes it",
		},
		json: { ...jsonOption, summary: "print JSON, one object each time" },
	},
	examples: ["top", "top --sort leases --interval 5s"],
	async run({ dir, json, interval = defaultIntervalMs, sort = "size" }) {
		const signal = interruptSignal();
		await using shelf = await openShelf({ dir });
		if (json) await printStates(shelf, interval, signal);
		else if (isTerminal(1) && process.stdin.isTTY) {
			await show(shelf, interval, sort, signal);
		} else {
			const options = {
				order: sort,
				columns: Number.POSITIVE_INFINITY,
				lines: null,
			};
			write(1, `${topScreen(await stateOf(shelf), options).join("\n")}\n`);
		}
	},
});

async function stateOf(shelf: Shelf): Promise<ShelfState> {
	const [health, usage, objects] = await Promise.all([
		shelf.health(),
		shelf.usage(),
		shelf.list(),
	]);
	return { health, usage, objects };
}

/** Draws until `q`, which is a good end, or Ctrl-C, which is not. */
async function show(
	shelf: Shelf,
	intervalMs: number,
	order: TopOrder,
	signal: AbortSignal,
): Promise<void> {
	let current = order;
	let wake = new AbortController();
	let isOver = false;
	using screen = new LiveScreen((key) => {
		if (key === "\u0003") process.kill(process.pid, "SIGINT");
		if (key === "q") isOver = true;
		if (key === "s") {
			const next = topOrders.indexOf(current) + 1;
			current = topOrders[next % topOrders.length] as TopOrder;
		}
		wake.abort();
	});
	while (!isOver) {
		wake = new AbortController();
		const { columns, lines } = screen.size;
		const options = { order: current, columns, lines: lines - 1 };
		screen.draw([
			...topScreen(await stateOf(shelf), options),
			`by ${current}; s sorts by another, q ends`,
		]);
		signal.throwIfAborted();
		const either = AbortSignal.any([signal, wake.signal]);
		await sleep(intervalMs, undefined, { signal: either }).catch(() => {});
		signal.throwIfAborted();
	}
}

async function printStates(
	shelf: Shelf,
	intervalMs: number,
	signal: AbortSignal,
): Promise<void> {
	while (true) {
		const { health, usage, objects } = await stateOf(shelf);
		const time = new Date().toISOString();
		const status = { ...health, ...usage };
		write(1, `${JSON.stringify({ time, status, objects })}\n`);
		await sleep(intervalMs, undefined, { signal }).catch(() => {});
		signal.throwIfAborted();
	}
}
