import type { CommandEntry } from "./command.ts";

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly CommandEntry[] = [
	{
		name: "put",
		group: "Tables",
		summary: "put files on the shelf",
		load: async () => (await import("./commands/put.ts")).put,
	},
	{
		name: "get",
		group: "Tables",
		summary: "a table's path, or a copy of it as a file",
		load: async () => (await import("./commands/get.ts")).get,
	},
	{
		name: "ls",
		group: "Tables",
		summary: "list what is on the shelf",
		load: async () => (await import("./commands/ls.ts")).ls,
	},
	{
		name: "touch",
		group: "Tables",
		summary: "change how long a table stays",
		load: async () => (await import("./commands/touch.ts")).touch,
	},
	{
		name: "rm",
		group: "Tables",
		summary: "take tables off the shelf",
		load: async () => (await import("./commands/rm.ts")).rm,
	},
	{
		name: "clear",
		group: "Tables",
		summary: "take everything off the shelf",
		load: async () => (await import("./commands/clear.ts")).clear,
	},
	{
		name: "usage",
		group: "Tables",
		summary: "memory in use, and who holds it",
		load: async () => (await import("./commands/usage.ts")).usage,
	},
	{
		name: "watch",
		group: "Tables",
		summary: "print every change as it happens",
		load: async () => (await import("./commands/watch.ts")).watch,
	},
	{
		name: "top",
		group: "Tables",
		summary: "who holds what, live",
		load: async () => (await import("./commands/top.ts")).top,
	},
	{
		name: "knn",
		group: "Search",
		summary: "nearest neighbours of every row",
		load: async () => (await import("./commands/knn.ts")).knn,
	},
	{
		name: "index",
		group: "Search",
		summary: "keep a search index on the shelf",
		load: async () => (await import("./commands/index.ts")).index,
	},
	{
		name: "cluster",
		group: "Search",
		summary: "put every row into a cluster",
		load: async () => (await import("./commands/cluster.ts")).cluster,
	},
	{
		name: "outliers",
		group: "Search",
		summary: "rows that lie far out",
		load: async () => (await import("./commands/outliers.ts")).outliers,
	},
	{
		name: "hotspots",
		group: "Search",
		summary: "places with most rows",
		load: async () => (await import("./commands/hotspots.ts")).hotspots,
	},
	{
		name: "heatmap",
		group: "Search",
		summary: "draw where rows lie",
		load: async () => (await import("./commands/heatmap.ts")).heatmap,
	},
	{
		name: "serve",
		group: "Daemon",
		summary: "run the daemon that keeps the shelf",
		load: async () => (await import("./commands/serve.ts")).serve,
	},
	{
		name: "stop",
		group: "Daemon",
		summary: "end the daemon; tables stay",
		load: async () => (await import("./commands/stop.ts")).stop,
	},
	{
		name: "status",
		group: "Daemon",
		summary: "the daemon and its memory at a glance",
		load: async () => (await import("./commands/status.ts")).status,
	},
	{
		name: "demo",
		group: "This machine",
		summary: "put 100,000 points and search them",
		load: async () => (await import("./commands/demo.ts")).demo,
	},
	{
		name: "bench",
		group: "This machine",
		summary: "measure this machine; fit --index auto to it",
		load: async () => (await import("./commands/bench.ts")).bench,
	},
	{
		name: "doctor",
		group: "This machine",
		summary: "find what is wrong with this machine",
		load: async () => (await import("./commands/doctor.ts")).doctor,
	},
	{
		name: "completions",
		group: "This machine",
		summary: "let a shell complete commands and keys",
		load: async () => (await import("./commands/completions.ts")).completions,
	},
	{
		name: "man",
		group: "This machine",
		summary: "the manual page",
		load: async () => (await import("./commands/man.ts")).man,
	},
];
