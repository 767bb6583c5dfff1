import type { Lease, StoredVersion } from "./stored-version.ts";

/** Milliseconds that a put waits for leases that are only kept. */
const patienceMs = 250;

/** Those that did not end in that time: their readers use them after all. */
const stubborn = new WeakSet<Lease>();

/**
 * Asks for the leases of versions that their readers only keep, and waits for
 * them, not long and once each.
 * @returns whether one of them has ended
 */
export async function askBack(
	versions: Iterable<StoredVersion>,
): Promise<boolean> {
	const asked = [...versions]
		.flatMap(({ leases }) => [...leases])
		.filter((lease) => lease.isCached && !stubborn.has(lease));
	if (asked.length === 0) return false;
	const late = Promise.withResolvers<void>();
	const timer = setTimeout(late.resolve, patienceMs);
	const open = new Set(asked);
	const ends = asked.map(async (lease) => {
		await lease.revoke();
		open.delete(lease);
	});
	await Promise.race([Promise.all(ends), late.promise]);
	clearTimeout(timer);
	for (const lease of open) stubborn.add(lease);
	return open.size < asked.length;
}
