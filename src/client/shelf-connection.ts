import { checkKey } from "../config.ts";
import type {
	Health,
	ObjectDetails,
	ObjectInfo,
	Usage,
} from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { type ListOptions, listObjects } from "./list-objects.ts";
import {
	checkObjectOptions,
	objectFields,
	type TouchOptions,
} from "./object-options.ts";

/** A connection to the daemon: what is on the shelf, who holds what, and the
 * end; `Shelf` adds the tables themselves. */
export class ShelfConnection implements AsyncDisposable {
	/** The shelf's directory. */
	readonly directory: string;
	/** @internal */
	protected readonly channel: Channel;

	/**
	 * Takes over a channel that has said hello; `connect()` makes one.
	 * @internal
	 */
	constructor(channel: Channel, directory: string) {
		this.channel = channel;
		this.directory = directory;
	}

	/** Whether the daemon is there, as far as this process has been told. */
	get connected(): boolean {
		return this.channel.isOpen;
	}

	/** Everything on the shelf by key, or what matches `glob` (`*`, `?`). */
	list(options: ListOptions = {}): Promise<ObjectInfo[]> {
		return listObjects(this.channel, options);
	}

	/** One object, with its metadata.
	 * @throws {NotFoundError} `not_found` */
	async stat(key: string): Promise<ObjectDetails> {
		checkKey(key);
		return await this.channel.request("stat", { key });
	}

	/**
	 * Changes how long an object stays, and its metadata; what is left out stays
	 * as it is. It counts as used now.
	 * @returns what it is from now on
	 * @throws {NotFoundError} `not_found`
	 * @throws {TypeError}, {RangeError} for options that cannot be meant
	 * @example
	 * await shelf.touch("points", { ttlMs: 3_600_000, pin: true });
	 * await shelf.touch("points", { ttlMs: null }); // stays for ever
	 */
	async touch(key: string, options: TouchOptions = {}): Promise<ObjectDetails> {
		checkKey(key);
		checkObjectOptions(options);
		const fields = objectFields(options);
		return await this.channel.request("touch", { key, ...fields });
	}

	/**
	 * Takes the name off the shelf at once; the memory is free after the last
	 * lease.
	 * @throws {NotFoundError} `not_found`
	 */
	async delete(key: string): Promise<void> {
		checkKey(key);
		await this.channel.request("delete", { key });
	}

	/** Takes every name off the shelf. @returns how many there were */
	async deleteAll(): Promise<number> {
		return (await this.channel.request("delete_all", {})).deleted;
	}

	/** Bytes: capacity, used, free, pending, recycled, spilled; and who holds
	 * them. */
	usage(): Promise<Usage> {
		return this.channel.request("usage", {});
	}

	/** The daemon itself: pid, version, uptime, connections. */
	health(): Promise<Health> {
		return this.channel.request("health", {});
	}

	/** Ends the daemon, and with it this connection; sealed tables stay. */
	async shutdown(): Promise<void> {
		await this.channel.request("shutdown", {});
		await this.channel.closed;
	}

	/**
	 * Ends the connection and with it the daemon's word about its leases. What
	 * is mapped in this process stays readable until its lease is disposed.
	 */
	async close(): Promise<void> {
		this.channel.close();
		await this.channel.closed;
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.close();
	}
}
