import type { StoredVersion } from "./stored-version.ts";

/** Milliseconds that a put waits for leases that are only kept. */
const patienceMs = 250;

/**
 * Asks for the leases of versions that their readers only keep, and waits for
 * them, not long. Those that have not ended then count as used from now on:
 * their readers use them after all, and give them back when they are done.
 * @returns whether one of them has ended
 */
export async function askBack(
	versions: Iterable<StoredVersion>,
): Promise<boolean> {
	const asked = [...versions]
		.flatMap(({ leases }) => [...leases])
		.filter(({ isCached }) => isCached);
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
	for (const lease of open) lease.isCached = false;
	return open.size < asked.length;
}
