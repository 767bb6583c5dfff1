import { randomBytes } from "node:crypto";

/** A name that no file has had: 16 hexadecimal digits. */
export function uniqueName(): string {
	return randomBytes(8).toString("hex");
}
