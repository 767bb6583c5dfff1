import type { WhenFull } from "../../src/protocol/messages.ts";
import type { Content } from "./content.ts";

/** What was asked for an object, as the shelf gives it. */
export interface ModelOptions {
	readonly expires: string | null;
	readonly pinned: boolean;
	readonly metadata: Readonly<Record<string, string>>;
}

/** Nothing. */
export const plainOptions: ModelOptions = {
	expires: null,
	pinned: false,
	metadata: {},
};

/** A version that is, or was, on the shelf. */
export interface ModelVersion {
	readonly key: string;
	readonly version: number;
	readonly content: Content;
	/** The file's, as the daemon gave it when the version was new. */
	readonly bytes: number;
	readonly created: string;
	options: ModelOptions;
}

export interface ModelLease {
	/** What the client process calls it. */
	readonly as: string;
	readonly of: ModelVersion;
	/** Digest of the whole file when it was leased. */
	readonly file: string;
	/** Whether the daemon counts it: not if it was killed meanwhile. */
	isKnown: boolean;
}

export interface ModelWatch {
	readonly as: string;
	readonly pattern: string;
	readonly events: object[];
}

/** A `getMany` that waits for keys that are not there. */
export interface ModelWait {
	readonly as: string;
	readonly keys: readonly string[];
	// biome-ignore lint/suspicious/noExplicitAny: a raw answer
	readonly answer: Promise<any>;
}

/** One client process. */
export interface ModelClient {
	readonly leases: ModelLease[];
	readonly watches: ModelWatch[];
	readonly waits: ModelWait[];
}

/**
 * The shelf as it ought to be, in plain maps: what each answer is compared
 * with. Rules of further features belong here, one method each.
 */
export class ShelfModel {
	readonly capacity: number;
	/** What becomes of a put that does not fit. */
	readonly whenFull: WhenFull;
	readonly clients: readonly ModelClient[];
	/** What is under each key. */
	readonly objects = new Map<string, ModelVersion>();
	#names = 0;

	constructor(
		capacity: number,
		clientCount: number,
		whenFull: WhenFull = "reject",
	) {
		this.capacity = capacity;
		this.whenFull = whenFull;
		this.clients = Array.from({ length: clientCount }, newClient);
	}

	/** The client that a drawn number means. */
	clientAt(drawn: number): number {
		return drawn % this.clients.length;
	}

	client(at: number): ModelClient {
		return this.clients[at] as ModelClient;
	}

	/** A name that nothing has had. */
	newName(): string {
		this.#names += 1;
		return `n${this.#names}`;
	}

	nextVersion(key: string): number {
		return (this.objects.get(key)?.version ?? 0) + 1;
	}

	/** Keys on the shelf, in the daemon's order. */
	get keys(): string[] {
		return [...this.objects.keys()].sort();
	}

	/** Every lease, with the number of its client. */
	*leases(): Generator<{ client: number; lease: ModelLease }> {
		for (const [client, { leases }] of this.clients.entries()) {
			for (const lease of leases) yield { client, lease };
		}
	}

	/** Bytes of every version with a name or a lease. */
	get used(): number {
		return this.#bytesOf(this.objects.values());
	}

	/** Bytes of which surely none can be had, whatever `whenFull` allows. */
	get leased(): number {
		return this.whenFull === "reject" ? this.used : this.#bytesOf([]);
	}

	/** Bytes of which perhaps none can be had: what is pinned may be in memory,
	 * or have been spilled before it was pinned. */
	get held(): number {
		if (this.whenFull === "reject") return this.used;
		return this.#bytesOf(
			[...this.objects.values()].filter(({ options }) => options.pinned),
		);
	}

	/** A version has come under its key. */
	publish(version: ModelVersion): void {
		const { key } = version;
		const type = this.objects.has(key) ? "replace" : "put";
		this.objects.set(key, version);
		this.#tell(type, version);
	}

	/** A key has gone; leases of its version stay. */
	delete(key: string, type: "delete" | "expire" | "evict" = "delete"): void {
		const version = this.objects.get(key) as ModelVersion;
		this.objects.delete(key);
		this.#tell(type, version);
	}

	/** Takes the waits out whose keys are all there now. */
	satisfiedWaits(): { client: number; wait: ModelWait }[] {
		const satisfied: { client: number; wait: ModelWait }[] = [];
		for (const [client, { waits }] of this.clients.entries()) {
			for (const wait of [...waits]) {
				if (!wait.keys.every((key) => this.objects.has(key))) continue;
				waits.splice(waits.indexOf(wait), 1);
				satisfied.push({ client, wait });
			}
		}
		return satisfied;
	}

	/** A client process has died: the daemon ends all that it had. */
	forgetClient(at: number): void {
		const client = this.client(at);
		client.leases.length = 0;
		client.watches.length = 0;
		client.waits.length = 0;
	}

	/** The daemon has died: names stay, leases are only mapped any more. */
	forgetConnections(): void {
		for (const client of this.clients) {
			for (const lease of client.leases) lease.isKnown = false;
			client.watches.length = 0;
			client.waits.length = 0;
		}
	}

	/** Of some versions and all that are leased. */
	#bytesOf(some: Iterable<ModelVersion>): number {
		const versions = new Set(some);
		for (const { lease } of this.leases()) {
			if (lease.isKnown) versions.add(lease.of);
		}
		let bytes = 0;
		for (const version of versions) bytes += version.bytes;
		return bytes;
	}

	#tell(type: string, { key, version, bytes }: ModelVersion): void {
		for (const { watches } of this.clients) {
			for (const { pattern, events } of watches) {
				if (!matches(pattern, key)) continue;
				const sequence = events.length + 1;
				events.push({ type, key, version, kind: "table", bytes, sequence });
			}
		}
	}
}

/** Whether a key matches a pattern with `*` and `?`. */
export function matches(pattern: string, key: string): boolean {
	const source = pattern.replaceAll("*", ".*").replaceAll("?", ".");
	return new RegExp(`^${source}$`).test(key);
}

function newClient(): ModelClient {
	return { leases: [], watches: [], waits: [] };
}
