import { closeSync, openSync } from "node:fs";
import { ConnectionError, FileError, ShelfError } from "../errors.ts";
import type { ObjectKind, Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";

export interface NewObject {
	/** Without one the daemon makes a short random key. */
	readonly key?: string;
	readonly kind: ObjectKind;
	readonly bytes: number;
	readonly replace?: boolean;
}

/**
 * Puts one object on the shelf: reserves its memory, lets `write` fill the
 * file, closes it and has it checked and published. After any failure the
 * reservation is given back, and the shelf is as it was before.
 *
 * @param write fills `bytes` bytes through `fd`, which it must not close
 * @throws what `write` throws, and what the daemon refuses with
 */
export async function writeSegment(
	channel: Channel,
	object: NewObject,
	write: (fd: number) => Promise<void>,
): Promise<Sealed> {
	const { segment, path } = await channel.request("create", object);
	try {
		await fillFile(path, write);
		return await channel.request("seal", {
			segment,
			bytes: object.bytes,
		});
	} catch (error) {
		const lost = await giveBack(channel, segment);
		// A daemon that ends takes the file away, for which it is the reason.
		throw lost !== undefined && isGone(error) ? lost : error;
	}
}

async function fillFile(
	path: string,
	write: (fd: number) => Promise<void>,
): Promise<void> {
	let fd: number | undefined;
	try {
		fd = openSync(path, "r+");
		await write(fd);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new FileError(
			"unreadable",
			`Cannot write the segment ${JSON.stringify(path)}: ${error.message}`,
			{ details: { path }, cause: error },
		);
	} finally {
		if (fd !== undefined) closeSync(fd);
	}
}

/** The error that brought us here is the one to report, so that of the abort
 * is dropped: a refused segment is freed already, and a lost connection frees
 * whatever was pending on it. @returns how the connection was lost, if so */
async function giveBack(
	channel: Channel,
	segment: string,
): Promise<ConnectionError | undefined> {
	try {
		await channel.request("abort", { segment });
	} catch (error) {
		if (error instanceof ConnectionError) return error;
		if (!(error instanceof ShelfError)) throw error;
	}
	return undefined;
}

/** Whether the segment's file was no longer there. */
function isGone(error: unknown): boolean {
	const { cause } = error as { cause?: { code?: unknown } };
	return error instanceof FileError && cause?.code === "ENOENT";
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return (
		error instanceof Error && !(error instanceof ShelfError) && "errno" in error
	);
}
