/** Names in objects/: key, version and kind of what is published. */
import { isKey } from "../config.ts";
import type { ObjectKind } from "./messages.ts";

/** What a name in objects/ says. */
export interface ObjectName {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
	/** An index that is an exact tree, not in FAISS's format. */
	readonly isTree?: boolean;
}

/** `<key>@<version>.arrow`, or `.faiss` or `.tree` for an index. */
export function objectName(name: ObjectName): string {
	return `${name.key}@${name.version}.${extensionOf(name)}`;
}

/** The other way round; undefined for a name that `objectName` never gives. */
export function parseObjectName(name: string): ObjectName | undefined {
	const found = /^([^@]+)@([1-9]\d{0,15})\.(arrow|faiss|tree)$/.exec(name);
	if (found === null) return undefined;
	const [, key = "", digits, extension] = found;
	const version = Number(digits);
	if (!isKey(key) || !Number.isSafeInteger(version)) return undefined;
	const kind = extension === "arrow" ? "table" : "index";
	const isTree = extension === "tree";
	return { key, version, kind, ...(isTree ? { isTree } : {}) };
}

function extensionOf({ kind, isTree }: ObjectName): string {
	if (kind === "table") return "arrow";
	return isTree ? "tree" : "faiss";
}
