import { NotFoundError } from "../errors.ts";
import type { AnswerOf, RequestOf } from "../protocol/messages.ts";
import type { Connection } from "./connection.ts";
import { namedKeys } from "./named-keys.ts";
import type { Service } from "./service.ts";
import { takeLeases } from "./take-leases.ts";

type Leases = AnswerOf<"get_many">;

/**
 * Leases the newest versions of several keys at one moment: at once when all
 * are there and in memory; else when they are, at most `wait_ms` later.
 * @throws {NotFoundError} `not_found`, without `wait_ms`
 * @throws {TimeoutError}, {CancelledError}, {ProtocolError} as `Waits.wait`
 */
export function getMany(
	{ id, keys, wait_ms: waitMs }: RequestOf<"get_many"> & { id: number },
	connection: Connection,
	service: Service,
): Leases | Promise<Leases> {
	const take = () => takeLeases(keys, connection, service);
	const missing = keys.filter((key) => !service.shelf.has(key));
	const leases = missing.length === 0 ? take() : undefined;
	if (waitMs === undefined) return leases ?? refuse(missing);
	if (leases !== undefined && !(leases instanceof Promise)) return leases;
	return waitAndTake(leases, { id, keys, waitMs, take }, connection, service);
}

interface Waiting {
	readonly id: number;
	readonly keys: readonly string[];
	readonly waitMs: number;
	readonly take: () => Leases | Promise<Leases>;
}

/** What is brought back from disk may be deleted before it is there: then it is
 * waited for, too. */
async function waitAndTake(
	taking: Promise<Leases> | undefined,
	{ id, keys, waitMs, take }: Waiting,
	{ waits }: Connection,
	{ shelf }: Service,
): Promise<Leases> {
	const sinceMs = performance.now();
	for (let leases = taking; ; leases = undefined) {
		try {
			if (leases !== undefined) return await leases;
			const missing = keys.filter((key) => !shelf.has(key));
			if (missing.length === 0) return await take();
			return await waits.wait(id, keys, missing, { waitMs, sinceMs }, take);
		} catch (error) {
			if (!(error instanceof NotFoundError)) throw error;
		}
	}
}

function refuse(keys: readonly string[]): never {
	throw new NotFoundError(
		"not_found",
		`Nothing is on the shelf as ${namedKeys(keys)}`,
		{ details: { keys } },
	);
}
