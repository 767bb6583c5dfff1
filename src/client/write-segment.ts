import { closeSync, openSync } from "node:fs";
import { ConnectionError, FileError, ShelfError } from "../errors.ts";
import type { RequestOf, Sealed } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";

/** What is asked for one; without `key` the daemon makes a short random key. */
export type NewObject = RequestOf<"create">;

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
		throw await giveBack(channel, segment, error);
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
		throw segmentError(path, error);
	} finally {
		if (fd !== undefined) closeSync(fd);
	}
}

/**
 * Gives a pending segment back after a failure. What the abort fails with is
 * dropped: a refused segment is freed already, and a lost connection frees
 * whatever was pending on it.
 *
 * @returns the error to report: the one that brought us here, unless a daemon
 * that ended has taken the file away
 */
export async function giveBack(
	channel: Channel,
	segment: string,
	error: unknown,
): Promise<unknown> {
	try {
		await channel.request("abort", { segment });
	} catch (second) {
		if (!(second instanceof ShelfError)) throw second;
		if (second instanceof ConnectionError && isGone(error)) return second;
	}
	return error;
}

/** Whether the segment's file was no longer there. */
function isGone(error: unknown): boolean {
	const { cause } = error as { cause?: { code?: unknown } };
	return error instanceof FileError && cause?.code === "ENOENT";
}

/** What goes wrong with a segment's file, as the caller is told it. */
export function segmentError(path: string, error: unknown): unknown {
	if (!isSystemError(error)) return error;
	return new FileError(
		"unreadable",
		`Cannot write the segment ${JSON.stringify(path)}: ${error.message}`,
		{ details: { path }, cause: error },
	);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return (
		error instanceof Error && !(error instanceof ShelfError) && "errno" in error
	);
}
