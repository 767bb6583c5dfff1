import { linkSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { Catalog } from "../../src/daemon/catalog.ts";
import { prepareDirectory } from "../../src/daemon/directory.ts";
import type { StoredVersion } from "../../src/daemon/stored-version.ts";
import { tableFile, writeSegment } from "./put-object.ts";

/**
 * Fills a shelf directory that no daemon serves with tables "k0", "k1", ...,
 * as a daemon would have left them: segment, name, and a pinned row.
 */
export function leaveObjects(directory: string, count: number): void {
	const paths = prepareDirectory(directory);
	const layout = tableFile(1);
	const first = `${paths.segments}/first`;
	writeFileSync(first, "");
	writeSegment(first, layout);
	const bytes = readFileSync(first);
	const versions: StoredVersion[] = [];
	for (let at = 0; at < count; at += 1) {
		const segment = at.toString(16).padStart(16, "0");
		const path = `${paths.segments}/${segment}`;
		writeFileSync(path, bytes);
		linkSync(path, `${paths.objects}/k${at}@1.arrow`);
		const createdMs = Math.round(lstatSync(path).mtimeMs);
		versions.push({
			key: `k${at}`,
			version: 1,
			kind: "table",
			segment,
			bytes: bytes.byteLength,
			rows: 1,
			columns: 1,
			createdMs,
			lastUsedMs: createdMs,
			options: { expiresMs: null, pinned: true, metadata: { at: `${at}` } },
			leases: new Set(),
		});
	}
	const catalog = new Catalog(paths.catalog, (message) => {
		throw new Error(message);
	});
	catalog.putAll(versions);
	catalog.close();
}
