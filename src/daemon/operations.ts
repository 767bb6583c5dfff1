/** What the daemon does for each operation: the table is the whole list. */

import type {
	AnswerOf,
	OperationName,
	RequestOf,
	Usage,
} from "../protocol/messages.ts";
import type { Connection } from "./connection.ts";
import { getMany } from "./get-many.ts";
import { listObjects, objectDetails } from "./list-objects.ts";
import { type PendingSegment, unknownSegment } from "./pending-segment.ts";
import type { Service } from "./service.ts";
import { sealedFrom } from "./stored-version.ts";
import { takeLease } from "./take-leases.ts";
import { usageOf } from "./usage.ts";

type Handler<O extends OperationName> = (
	request: RequestOf<O> & { readonly id: number },
	connection: Connection,
	service: Service,
) => AnswerOf<O> | Promise<AnswerOf<O>>;

/** Deletes of `delete_all` between which others have their turn. */
const deletesPerTurn = 500;

export const operations: {
	readonly [O in Exclude<OperationName, "hello">]: Handler<O>;
} = {
	async create(request, connection, { pending }) {
		const { segment, reserved } = pending.create(request, connection.process);
		const { id, key } = segment;
		connection.pending.set(id, segment);
		try {
			await reserved;
		} catch (error) {
			connection.pending.delete(id);
			throw error;
		}
		return {
			segment: id,
			key,
			path: pending.path(segment),
			bytes: segment.bytes,
		};
	},

	async extend({ segment: id, ...size }, connection, { pending }) {
		const segment = pendingOf(connection, id);
		await pending.extend(segment, size);
		return { segment: id, bytes: segment.bytes };
	},

	async seal({ segment: id, bytes }, connection, { pending }) {
		const segment = pendingOf(connection, id);
		try {
			return sealedFrom(await pending.seal(segment, bytes));
		} finally {
			if (segment.isOver) connection.pending.delete(id);
		}
	},

	async abort({ segment: id }, connection, { pending }) {
		const segment = pendingOf(connection, id);
		connection.pending.delete(id);
		await pending.abort(segment);
		return {};
	},

	get: ({ key, version }, connection, service) =>
		takeLease(key, version, connection, service),

	get_many: getMany,

	cancel: ({ request }, connection) => ({
		cancelled: connection.waits.cancel(request),
	}),

	release({ lease, keep = false }, connection) {
		if (keep) connection.leases.keep(lease);
		else connection.leases.end(lease);
		return {};
	},

	list: (request, _connection, { shelf }) => listObjects(shelf, request),

	stat: ({ key }, _connection, { shelf }) => objectDetails(shelf, key),

	touch({ key, ttl_ms: ttlMs, pin, metadata }, _connection, { shelf }) {
		shelf.touch(key, {
			...(ttlMs === undefined ? {} : { expiresMs: expiryAfter(ttlMs) }),
			...(pin === undefined ? {} : { pinned: pin }),
			...(metadata === undefined ? {} : { metadata }),
		});
		return objectDetails(shelf, key);
	},

	delete({ key }, _connection, { shelf }) {
		return { key, version: shelf.delete(key).version };
	},

	async delete_all(_request, _connection, { shelf }) {
		const now = [...shelf.above()];
		let deleted = 0;
		for (const [at, stored] of now.entries()) {
			if (at % deletesPerTurn === deletesPerTurn - 1) await Bun.sleep(0);
			// Others may have deleted or replaced it meanwhile.
			if (!shelf.isCurrent(stored)) continue;
			shelf.delete(stored.key);
			deleted += 1;
		}
		return { deleted };
	},

	watch: ({ pattern = "*" }, connection) => ({
		watch: connection.watches.start(pattern),
	}),

	unwatch({ watch }, connection) {
		connection.watches.end(watch);
		return {};
	},

	usage: (_request, _connection, service): Usage => ({
		...usageOf(service),
		loop_delay_ms: service.loopDelay.summary(),
	}),

	health: (_request, _connection, service) => service.health(),

	shutdown(_request, _connection, service) {
		service.shutDown();
		return {};
	},
};

function expiryAfter(ttlMs: number | null): number | null {
	return ttlMs === null ? null : Date.now() + ttlMs;
}

function pendingOf(connection: Connection, id: string): PendingSegment {
	const segment = connection.pending.get(id);
	if (segment === undefined) throw unknownSegment(id);
	return segment;
}
