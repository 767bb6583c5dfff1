/**
 * Which folder of src/ may import which, as data. A file directly in src/ is a
 * folder of its own, by its name.
 */
export interface ImportRule {
	/** May be imported in any way. */
	readonly any: readonly string[];
	/** May be imported by `import()` and `import type` only. */
	readonly later?: readonly string[];
	/** Packages that may be imported in any way; `name/*` for its modules. */
	readonly packages?: readonly string[];
	/** Packages that may be imported by `import()` and `import type` only. */
	readonly packagesLater?: readonly string[];
}

const base = ["errors", "config", "format-size"];

export const importRules: Readonly<Record<string, ImportRule>> = {
	errors: { any: [] },
	config: { any: [] },
	"format-size": { any: [] },
	os: { any: base },
	protocol: { any: base },
	arrow: {
		any: base,
		packages: ["flatbuffers", "apache-arrow/*"],
		packagesLater: ["apache-arrow"],
	},
	parquet: { any: [...base, "arrow"] },
	native: { any: [...base, "os"], packagesLater: ["faiss-node"] },
	segments: { any: [...base, "os", "arrow"] },
	engine: { any: [...base, "os", "arrow", "native", "segments"] },
	formats: {
		any: [...base, "os", "arrow", "segments"],
		// polars' add-on as a file inside the executable.
		packages: ["nodejs-polars-linux-x64-gnu/*"],
		packagesLater: ["nodejs-polars", "apache-arrow"],
	},
	daemon: { any: [...base, "os", "arrow", "protocol", "segments"] },
	client: {
		any: [...base, "os", "arrow", "protocol", "segments"],
		// A search runs in the caller's process.
		later: ["engine"],
		packagesLater: ["apache-arrow"],
	},
	cli: {
		any: [
			...base,
			"os",
			"arrow",
			"native",
			"parquet",
			"protocol",
			"segments",
			"engine",
			"formats",
			"client",
		],
		packages: ["citty"],
		// To print rows.
		packagesLater: ["apache-arrow"],
	},
	index: {
		any: [...base, "client"],
		later: ["arrow", "engine", "protocol"],
	},
};

/** Single edges beyond the rules, each with its reason. */
export const importExceptions: readonly {
	readonly file: string;
	readonly target: string;
	readonly reason: string;
}[] = [
	{
		file: "src/cli/commands/serve.ts",
		target: "src/daemon/lifecycle.ts",
		reason: "serve is the daemon; loaded by no other command",
	},
];
