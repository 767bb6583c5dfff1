import type { AnswerOf, LeaseAnswer } from "../protocol/messages.ts";
import type { Connection } from "./connection.ts";
import type { Service } from "./service.ts";
import {
	isInMemory,
	type StoredVersion,
	sealedFrom,
} from "./stored-version.ts";

/**
 * Leases a version for a connection: at once when it is in memory, which those
 * are that come by the ten thousand a second; later when it was spilled.
 * @throws {NotFoundError} `not_found`
 */
export function takeLease(
	key: string,
	version: number | undefined,
	connection: Connection,
	service: Service,
): LeaseAnswer | Promise<LeaseAnswer> {
	const stored = service.shelf.find(key, version);
	return isInMemory(stored)
		? leaseInMemory(stored, connection, service)
		: takeRestored(key, version, connection, service);
}

/**
 * Leases the newest versions of several keys, all at one moment or none.
 * @throws {NotFoundError} `not_found`
 */
export function takeLeases(
	keys: readonly string[],
	connection: Connection,
	service: Service,
): AnswerOf<"get_many"> | Promise<AnswerOf<"get_many">> {
	const found = keys.map((key) => service.shelf.find(key));
	if (!found.every(isInMemory)) {
		return takeAllRestored(keys, connection, service);
	}
	return {
		leases: found.map((stored) => leaseInMemory(stored, connection, service)),
	};
}

async function takeRestored(
	key: string,
	version: number | undefined,
	connection: Connection,
	service: Service,
): Promise<LeaseAnswer> {
	for (;;) {
		const stored = service.shelf.find(key, version);
		if (isInMemory(stored)) return leaseInMemory(stored, connection, service);
		await service.restores.restore(stored);
	}
}

/** One after the other, each held while the others are brought back; anew when
 * meanwhile one was replaced or deleted. */
async function takeAllRestored(
	keys: readonly string[],
	connection: Connection,
	service: Service,
): Promise<AnswerOf<"get_many">> {
	for (;;) {
		const leases: LeaseAnswer[] = [];
		try {
			for (const key of keys) {
				leases.push(await takeRestored(key, undefined, connection, service));
			}
			const isOneMoment = leases.every(
				({ key, version }) => service.shelf.find(key).version === version,
			);
			if (isOneMoment) return { leases };
		} catch (error) {
			endAll(leases, connection);
			throw error;
		}
		endAll(leases, connection);
	}
}

function endAll(leases: readonly LeaseAnswer[], connection: Connection): void {
	for (const { lease } of leases) connection.leases.end(lease);
}

function leaseInMemory(
	stored: StoredVersion & { segment: string },
	connection: Connection,
	{ shelf }: Service,
): LeaseAnswer {
	return {
		...sealedFrom(stored),
		lease: connection.leases.take(stored),
		path: shelf.pathOf(stored),
	};
}
