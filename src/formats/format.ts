/** The file formats that tables come from and go to, as data. */

export interface Format {
	/** As `--format` names it. */
	readonly name: string;
	/** For people. */
	readonly label: string;
	/** Of file names; the first is the usual one. */
	readonly endings: readonly string[];
	/** Whether it may be compressed as a whole, `.gz` or `.zst`. */
	readonly isText: boolean;
	readonly isWritten: boolean;
}

export const formats = [
	{
		name: "arrow",
		label: "Arrow IPC file",
		endings: [".arrow", ".feather", ".ipc"],
		isText: false,
		isWritten: true,
	},
	{
		name: "arrow-stream",
		label: "Arrow IPC stream",
		endings: [".arrows"],
		isText: false,
		isWritten: false,
	},
	{
		name: "parquet",
		label: "Parquet",
		endings: [".parquet", ".pq"],
		isText: false,
		isWritten: true,
	},
	{
		name: "csv",
		label: "CSV",
		endings: [".csv"],
		isText: true,
		isWritten: true,
	},
	{
		name: "tsv",
		label: "TSV",
		endings: [".tsv", ".tab"],
		isText: true,
		isWritten: true,
	},
	{
		name: "ndjson",
		label: "NDJSON",
		endings: [".ndjson", ".jsonl"],
		isText: true,
		isWritten: true,
	},
	{
		name: "json",
		label: "JSON",
		endings: [".json"],
		isText: true,
		isWritten: false,
	},
	{
		name: "avro",
		label: "Avro",
		endings: [".avro"],
		isText: false,
		isWritten: false,
	},
] as const satisfies readonly Format[];

export type FormatName = (typeof formats)[number]["name"];

export const formatNames: readonly FormatName[] = formats.map(
	({ name }) => name,
);

/** What compresses a text file as a whole. */
export type Compression = "gzip" | "zstd";

const compressions: Readonly<Record<string, Compression>> = {
	".gz": "gzip",
	".zst": "zstd",
};

/** What a file's name says of it. */
export interface NamedFormat {
	/** Null where the ending says nothing. */
	readonly format: FormatName | null;
	readonly compression: Compression | null;
}

/** The format that a path's ending stands for: `points.csv.gz` is CSV, by
 * gzip. Endings that several formats could have, such as `.gz`, are taken off
 * one by one. */
export function formatOfName(path: string): NamedFormat {
	const name = path.toLowerCase();
	for (const [ending, compression] of Object.entries(compressions)) {
		if (!name.endsWith(ending)) continue;
		const { format } = formatOfName(name.slice(0, -ending.length));
		return { format, compression };
	}
	const found = formats.find(({ endings }) =>
		endings.some((ending) => name.endsWith(ending)),
	);
	return { format: found?.name ?? null, compression: null };
}

/** How people call a format. */
export function labelOf(name: FormatName): string {
	return formats.find((format) => format.name === name)?.label ?? name;
}
