import type { ObjectKind } from "../protocol/messages.ts";
import type { ObjectOptions, StoredVersion } from "./stored-version.ts";

/** What the catalog knows of a version. */
export interface CatalogRow {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
	readonly segment: string | undefined;
	readonly bytes: number;
	readonly rows: number;
	readonly columns: number;
	readonly createdMs: number;
	readonly lastUsedMs: number;
	readonly options: ObjectOptions;
}

/** The values of a row, by their names in the statement. */
export function rowFrom(stored: StoredVersion) {
	const { key, version, kind, bytes, rows, columns, options } = stored;
	return {
		key,
		version,
		kind,
		segment: stored.segment ?? null,
		bytes,
		rows,
		columns,
		created_ms: stored.createdMs,
		last_used_ms: stored.lastUsedMs,
		expires_ms: options.expiresMs,
		pinned: options.pinned ? 1 : 0,
		metadata: JSON.stringify(options.metadata),
	};
}

/** The other way round; undefined where it makes no sense. */
export function readRow(found: unknown): CatalogRow | undefined {
	const row = found as ReturnType<typeof rowFrom>;
	const metadata = readMetadata(row.metadata);
	const { created_ms: createdMs, last_used_ms: lastUsedMs } = row;
	const isSound =
		[row.rows, row.columns, createdMs, lastUsedMs].every(
			Number.isSafeInteger,
		) &&
		(row.expires_ms === null || Number.isSafeInteger(row.expires_ms)) &&
		metadata !== undefined;
	if (!isSound) return undefined;
	const { key, version, kind, bytes, rows, columns } = row;
	const options = {
		expiresMs: row.expires_ms,
		pinned: row.pinned === 1,
		metadata,
	};
	const facts = { key, version, kind, bytes, rows, columns };
	const segment = row.segment ?? undefined;
	return { ...facts, segment, createdMs, lastUsedMs, options };
}

function readMetadata(
	text: unknown,
): Readonly<Record<string, string>> | undefined {
	try {
		const metadata = JSON.parse(String(text));
		const isMap = typeof metadata === "object" && metadata !== null;
		if (!isMap || Array.isArray(metadata)) return undefined;
		const values = Object.values(metadata);
		return values.every((value) => typeof value === "string")
			? metadata
			: undefined;
	} catch {
		return undefined;
	}
}
