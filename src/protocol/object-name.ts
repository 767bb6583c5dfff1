/** Names in objects/: key, version and kind of what is published. */
import { isKey } from "../config.ts";
import type { ObjectKind } from "./messages.ts";

/** What a name in objects/ says. */
export interface ObjectName {
	readonly key: string;
	readonly version: number;
	readonly kind: ObjectKind;
}

const extensions = { table: "arrow", index: "faiss" } as const;

/** `<key>@<version>.arrow`, or `.faiss` for an index. */
export function objectName({ key, version, kind }: ObjectName): string {
	return `${key}@${version}.${extensions[kind]}`;
}

/** The other way round; undefined for a name that `objectName` never gives. */
export function parseObjectName(name: string): ObjectName | undefined {
	const found = /^([^@]+)@([1-9]\d{0,15})\.(arrow|faiss)$/.exec(name);
	if (found === null) return undefined;
	const [, key = "", digits, extension] = found;
	const version = Number(digits);
	if (!isKey(key) || !Number.isSafeInteger(version)) return undefined;
	return { key, version, kind: extension === "arrow" ? "table" : "index" };
}
