import type { LeaseAnswer } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import { type EpochStamp, EpochView } from "./epoch-view.ts";
import type { HeldSegment, SegmentKeeper } from "./held-segment.ts";
import { LoopTurn } from "./loop-turn.ts";
import { SharedTable } from "./shared-table.ts";

export interface WarmOptions {
	/** Leases that are kept while nobody uses them. */
	readonly count?: number;
	/** Milliseconds after which one that nobody uses is given back. */
	readonly idleMs?: number;
}

/** A leased version that `get` may answer with. */
export interface KeptLease {
	readonly answer: LeaseAnswer;
	readonly segment: HeldSegment;
	readonly table: SharedTable;
}

/** One that is kept, or would be when nobody uses it. */
interface Entry extends KeptLease {
	readonly stamp: EpochStamp;
	/** Whether the daemon has been told that it is kept. */
	isCached: boolean;
	idleSinceMs: number;
}

/**
 * The leases of one conversation that are kept when the last holder has let
 * go, so that the next `get` needs no round trip: lease, mapping and parsed
 * table stay. An answer from here is never stale: the daemon bumps the epoch's
 * counter before it answers whoever changed the key, and what was leased counts
 * only while the counter is as it was before the lease was asked for.
 *
 * What is kept stays a lease, which `usage` shows as `cached`. It is given back
 * when the daemon asks, when the key has changed, after 30 s without use, when
 * 64 others were used since, and with the connection.
 */
export class WarmLeases {
	readonly #turn = new LoopTurn();
	readonly #channel: Channel;
	readonly #epoch: EpochView | undefined;
	readonly #count: number;
	readonly #idleMs: number;
	readonly #byKey = new Map<string, Entry>();
	/** Those that nobody uses, the longest unused first. */
	readonly #idle = new Set<Entry>();
	#timer: Timer | undefined;

	private constructor(
		channel: Channel,
		{ count = 64, idleMs = 30_000 }: WarmOptions,
	) {
		this.#channel = channel;
		this.#count = count;
		this.#idleMs = idleMs;
		this.#epoch = EpochView.open(channel.path);
		channel.onRevoke(({ lease, key }) => {
			const entry = this.#byKey.get(key);
			if (entry?.answer.lease === lease) this.#drop(entry);
		});
		channel.closed.then(() => this.#dropAll());
	}

	/** Those of a conversation that has said hello. The options count the first
	 * time. */
	static of(channel: Channel, options: WarmOptions = {}): WarmLeases {
		const known = ofChannel.get(channel);
		if (known !== undefined) return known;
		const warm = new WarmLeases(channel, options);
		ofChannel.set(channel, warm);
		return warm;
	}

	/** @returns what to wait for before `take`, if anything: a program that gets
	 * in a loop what is kept would never let the event loop turn */
	due(key: string): Promise<void> | undefined {
		return this.#byKey.has(key) ? this.#turn.due() : undefined;
	}

	/** The newest version of a key, if it is here, with one hold of its segment
	 * for the taker. */
	take(key: string): KeptLease | undefined {
		const entry = this.#byKey.get(key);
		if (entry === undefined || !this.#channel.isOpen) return undefined;
		if (!this.#isCurrent(entry)) {
			this.#drop(entry);
			return undefined;
		}
		this.#idle.delete(entry);
		entry.segment.join();
		return entry;
	}

	/** What `keep` needs; to be taken before the key is asked for.
	 * @returns undefined where nothing can be kept */
	stamp(key: string): EpochStamp | undefined {
		return this.#epoch?.stamp(key);
	}

	/** Takes note of a lease that the daemon has answered with.
	 * @returns where its table goes */
	keep(
		stamp: EpochStamp | undefined,
		answer: LeaseAnswer,
		segment: HeldSegment,
	): SharedTable {
		const table = new SharedTable();
		if (stamp === undefined || !this.#channel.isOpen) return table;
		const before = this.#byKey.get(answer.key);
		if (before !== undefined) this.#drop(before);
		const state = { isCached: false, idleSinceMs: 0 };
		const entry: Entry = { answer, segment, table, stamp, ...state };
		this.#byKey.set(answer.key, entry);
		segment.keepFor(this.#keeperOf(entry));
		return table;
	}

	#keeperOf(entry: Entry): SegmentKeeper {
		return {
			keeps: () => this.#rest(entry),
			forgotten: () => this.#drop(entry),
		};
	}

	/** Nobody uses it. @returns whether it is kept */
	#rest(entry: Entry): boolean {
		if (!this.#channel.isOpen || !this.#isCurrent(entry)) {
			this.#byKey.delete(entry.answer.key);
			return false;
		}
		entry.idleSinceMs = performance.now();
		this.#idle.add(entry);
		this.#tell(entry);
		for (const longest of this.#idle) {
			if (this.#idle.size <= this.#count) break;
			this.#drop(longest);
		}
		this.#timer ??= this.#start(this.#idleMs);
		return true;
	}

	#tell(entry: Entry): void {
		if (entry.isCached) return;
		entry.isCached = true;
		// Nobody waits for the answer: it fails with the conversation.
		this.#channel
			.request("release", { lease: entry.answer.lease, keep: true })
			.catch(() => {});
	}

	#isCurrent({ stamp }: Entry): boolean {
		return this.#epoch?.isUnchanged(stamp) ?? false;
	}

	/** Gives one back: now, or when whoever uses it lets go. */
	#drop(entry: Entry): void {
		this.#idle.delete(entry);
		this.#byKey.delete(entry.answer.key);
		entry.segment.drop();
	}

	#dropAll(): void {
		clearTimeout(this.#timer);
		for (const entry of [...this.#byKey.values()]) this.#drop(entry);
	}

	/** A timer that does not keep the process alive. */
	#start(delayMs: number): Timer {
		return setTimeout(() => {
			this.#timer = undefined;
			this.#dropUnused();
		}, delayMs).unref();
	}

	#dropUnused(): void {
		const nowMs = performance.now();
		for (const entry of this.#idle) {
			const restMs = entry.idleSinceMs + this.#idleMs - nowMs;
			if (restMs > 0) {
				this.#timer = this.#start(restMs);
				return;
			}
			this.#drop(entry);
		}
	}
}

const ofChannel = new WeakMap<Channel, WarmLeases>();
