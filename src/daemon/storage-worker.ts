/** Entry of a storage Worker: everything whose cost grows with a table's size,
 * kept off the daemon's event loop. */
import { statSync, truncateSync, unlinkSync, utimesSync } from "node:fs";
import { dirname } from "node:path";
import {
	FileError,
	InvalidTableError,
	messageFromError,
	ShelfError,
} from "../errors.ts";
import { ignoreLeaseSignal, isFileInUse } from "../os/file-lease.ts";
import { memoryLimits } from "../os/memory-limits.ts";
import type { ObjectKind } from "../protocol/messages.ts";
import { extendSegment } from "../segments/extend.ts";
import { retireSegment, reviveSegment } from "../segments/recycle.ts";
import { reserveSegment } from "../segments/reserve.ts";
import { copyFromDisk, copyToDisk } from "../segments/spill-file.ts";
import { checkObject } from "./check-object.ts";
import type {
	ObjectFacts,
	StorageJobName,
	StorageJobs,
	StorageReply,
	StorageRequest,
} from "./storage-jobs.ts";

declare const self: Worker;

const jobs: {
	[J in StorageJobName]: (
		request: StorageJobs[J]["request"],
	) => StorageJobs[J]["result"];
} = {
	reserve({ path, bytes, recycled }) {
		if (recycled !== null) {
			checkMemory(path, bytes - sizeOf(recycled));
			if (reviveSegment(recycled, path, bytes)) return null;
		}
		checkMemory(path, bytes);
		reserveSegment(path, bytes);
		return null;
	},
	extend({ path, bytes }) {
		checkMemory(path, bytes - statSync(path).size);
		extendSegment(path, bytes);
		return null;
	},
	seal({ path, kind, bytes }) {
		if (isFileInUse(path)) throw stillOpen(path);
		if (statSync(path).size > bytes) truncateSync(path, bytes);
		// The time of sealing; it is how a restart knows when that was.
		const now = new Date();
		utimesSync(path, now, now);
		return inspect(path, kind);
	},
	inspect: ({ path, kind }) => inspect(path, kind),
	retire({ path, to }) {
		const isThere = sizeOf(path) > 0;
		const isKept = to !== null && isThere && isMemoryPlenty(path);
		if (isKept && retireSegment(path, to)) return true;
		free(path);
		return false;
	},
	spill({ path, to }) {
		copyToDisk(path, to);
		return null;
	},
	restore({ from, path, kind }) {
		copyFromDisk(from, path);
		return inspect(path, kind);
	},
	free({ paths }) {
		for (const path of paths) free(path);
		return null;
	},
};

// This also opens libc, while no other Worker does.
ignoreLeaseSignal();
self.onmessage = ({ data }: MessageEvent<StorageRequest>) => reply(run(data));
reply({ ready: true });

function run(request: StorageRequest): StorageReply {
	try {
		const job = jobs[request.job] as (request: StorageRequest) => unknown;
		return { result: job(request) };
	} catch (error) {
		return { error: messageFromError(shelfErrorFrom(error)) };
	}
}

function reply(message: StorageReply): void {
	self.postMessage(message);
}

/** Memory that is kept for later must not be what others are short of. */
function isMemoryPlenty(path: string): boolean {
	const { availableBytes, cgroupFreeBytes } = memoryLimits(dirname(path));
	const room = Math.min(availableBytes, cgroupFreeBytes ?? availableBytes);
	return room > 4 * statSync(path).size;
}

/** Taking what the machine does not have ends in its out-of-memory killer,
 * whatever the file system's size promises. */
function checkMemory(path: string, bytes: number): void {
	const { availableBytes, cgroupFreeBytes } = memoryLimits(dirname(path));
	const room = Math.min(availableBytes, cgroupFreeBytes ?? availableBytes);
	if (bytes <= room) return;
	const reason = `the machine has ${room} bytes of memory left`;
	throw new FileError("disk_full", `Cannot reserve ${bytes} bytes: ${reason}`, {
		details: { needed: bytes, room, reason },
	});
}

function inspect(path: string, kind: ObjectKind): ObjectFacts {
	const { size, mtimeMs } = statSync(path);
	const facts = { bytes: size, createdMs: Math.round(mtimeMs) };
	return { ...facts, ...checkObject(path, kind, size) };
}

/** 0 where there is nothing. */
function sizeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function free(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	}
}

function stillOpen(path: string): InvalidTableError {
	return new InvalidTableError(
		"still_open",
		`Cannot seal ${JSON.stringify(path)}: a process still has it open or mapped; close it and seal again`,
		{ details: { path } },
	);
}

function shelfErrorFrom(error: unknown): ShelfError {
	if (error instanceof ShelfError) return error;
	const { message, path } = error as NodeJS.ErrnoException;
	return new FileError("unreadable", `Cannot work on a segment: ${message}`, {
		details: path === undefined ? {} : { path },
	});
}
