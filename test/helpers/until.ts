/**
 * Asks again and again until `holds` does. For what another process does on
 * its own account and announces to nobody; each question is a real request.
 */
export async function until(
	holds: () => boolean | Promise<boolean>,
	limitMs = 20_000,
): Promise<void> {
	const end = performance.now() + limitMs;
	while (!(await holds())) {
		if (performance.now() > end) {
			throw new Error(`Still not so after ${limitMs} ms: ${holds}`);
		}
		await new Promise(setImmediate);
	}
}
