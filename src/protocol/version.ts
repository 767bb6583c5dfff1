/** The handshake: which protocol both sides speak. */
import { ConnectionError } from "../errors.ts";

/** Raised with every change that an older side would misunderstand. */
export const protocolVersion = 1;

/**
 * Refuses a peer that speaks another protocol, naming both.
 * @throws {ConnectionError} `version_mismatch`
 */
export function checkProtocol(theirs: number, who: string): void {
	if (theirs === protocolVersion) return;
	throw new ConnectionError(
		"version_mismatch",
		`Cannot talk to ${who}: it speaks protocol ${theirs}, this side speaks ${protocolVersion}; use the same arrowshelf version on both sides`,
		{ details: { theirs, ours: protocolVersion } },
	);
}
