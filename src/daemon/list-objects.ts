import type {
	AnswerOf,
	ObjectDetails,
	ObjectInfo,
	RequestOf,
} from "../protocol/messages.ts";
import { matchesGlob } from "./glob.ts";
import type { Shelf } from "./shelf.ts";
import { isInMemory, type StoredVersion } from "./stored-version.ts";

const defaultLimit = 1000;
/** Leaves room in a message for the frame around the page. */
const pageBytes = 900 * 1024;

/** One page of what is on the shelf, in order of the keys; as many objects as
 * are asked for and fit in a message. */
export function listObjects(
	shelf: Shelf,
	{ glob = "*", after, limit = defaultLimit }: RequestOf<"list">,
): AnswerOf<"list"> {
	const objects: ObjectInfo[] = [];
	let byteLength = 0;
	for (const stored of shelf.above(after)) {
		if (!matchesGlob(glob, stored.key)) continue;
		const info = infoFrom(stored, shelf);
		byteLength += JSON.stringify(info).length + 1;
		const last = objects.at(-1);
		if (last && (objects.length === limit || byteLength > pageBytes)) {
			return { objects, next: last.key };
		}
		objects.push(info);
	}
	return { objects };
}

/** What clients are told of one key. */
export function objectDetails(shelf: Shelf, key: string): ObjectDetails {
	const stored = shelf.find(key);
	const { metadata } = stored.options;
	return { ...infoFrom(stored, shelf), metadata };
}

function infoFrom(stored: StoredVersion, { departed }: Shelf): ObjectInfo {
	const { key, version, kind, bytes, rows, columns } = stored;
	return {
		key,
		version,
		kind,
		bytes,
		rows,
		columns,
		created: new Date(stored.createdMs).toISOString(),
		last_used: new Date(stored.lastUsedMs).toISOString(),
		expires:
			stored.options.expiresMs === null
				? null
				: new Date(stored.options.expiresMs).toISOString(),
		pinned: stored.options.pinned,
		spilled: !isInMemory(stored),
		leases: stored.leases.size + departed.leasesOf(key),
	};
}
