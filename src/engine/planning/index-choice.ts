/** How neighbours are looked for; behind `factory:` one of FAISS's own factory
 * strings, behind `shelf:` the key of an index on the shelf. */
export type IndexChoice =
	| "auto"
	| "exact"
	| "flat"
	| "ivf"
	| "hnsw"
	| `factory:${string}`
	| `shelf:${string}`;

const named: readonly string[] = [
	"auto",
	"exact",
	"flat",
	"ivf",
	"hnsw",
] satisfies IndexChoice[];

/** What is said of an index beside its choice. */
export interface IndexOptions {
	readonly engine: string;
	readonly nlist: number | null;
	readonly nprobe: number | null;
	readonly efSearch: number | null;
}

/** What stands behind `factory:`; undefined for any other choice. */
export function factoryString(index: string): string | undefined {
	return /^factory:(.+)$/s.exec(index)?.[1];
}

/** The key behind `shelf:`; undefined for any other choice. */
export function keptKey(index: string | undefined): string | undefined {
	return /^shelf:(.+)$/s.exec(index ?? "")?.[1];
}

/**
 * Checks a choice of index, and that what is said beside it belongs to it.
 * @throws {TypeError} it is none of the choices
 * @throws {RangeError} an option of another kind of index, or engine
 */
export function checkIndexChoice(
	index: unknown,
	options: IndexOptions,
): IndexChoice {
	if (typeof index !== "string" || !isChoice(index)) {
		throw new TypeError(
			`Cannot use ${typeof index === "string" ? JSON.stringify(index) : String(index)} as index: expected ${named.join(", ")} factory:STRING or shelf:KEY`,
		);
	}
	// What kind it is only FAISS knows.
	const isFactory =
		factoryString(index) !== undefined || keptKey(index) !== undefined;
	const { engine, nlist, nprobe, efSearch } = options;
	if (engine !== "native" && (index === "hnsw" || isFactory)) {
		throw new RangeError(
			`Cannot use index "${index}" with engine "${engine}": only engine "native" has it`,
		);
	}
	if (nlist !== null && index !== "ivf") refuse("nlist", index, "ivf", "lists");
	if (nprobe !== null && index !== "ivf" && !isFactory) {
		refuse("nprobe", index, "ivf", "lists");
	}
	if (efSearch !== null && index !== "hnsw" && !isFactory) {
		refuse("efSearch", index, "hnsw", "a graph");
	}
	if (nlist !== null && nprobe !== null && nprobe > nlist) {
		throw new RangeError(
			`Cannot visit nprobe ${nprobe} lists of nlist ${nlist}: expected nprobe to be at most nlist`,
		);
	}
	return index;
}

function isChoice(index: string): index is IndexChoice {
	return (
		named.includes(index) ||
		factoryString(index) !== undefined ||
		keptKey(index) !== undefined
	);
}

function refuse(
	option: string,
	index: string,
	owner: string,
	what: string,
): never {
	throw new RangeError(
		`Cannot use ${option} with index "${index}": only index "${owner}" has ${what}`,
	);
}
