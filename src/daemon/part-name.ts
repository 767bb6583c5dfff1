import {
	type ObjectName,
	objectName,
	parseObjectName,
} from "../protocol/object-name.ts";

/** How a version's file on disk is called while it is not complete, or about
 * to be freed. */
export function partName(name: ObjectName, unique: string): string {
	return `${objectName(name)}.${unique}.part`;
}

/** Whether a file is called so. */
export function isPartName(file: string): boolean {
	const name = /^(.+)\.[0-9a-f]{16}\.part$/.exec(file)?.[1];
	return name !== undefined && parseObjectName(name) !== undefined;
}
