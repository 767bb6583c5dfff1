/** What decides how many Workers there are to be, and of which engine, or that
 * nothing is to be done. */
const deciding = /^--(cores|engine|queries|help)(=|$)|^-h$/;

/**
 * Starts the Workers of a search before its command is loaded and its arguments
 * are read: they boot on another core meanwhile (6 ms), instead of while this
 * thread builds. With options that decide on Workers they start when these are
 * known. Never throws: what fails here fails again where it is waited for.
 */
export async function startAhead(argv: readonly string[]): Promise<void> {
	if (argv.some((argument) => deciding.test(argument))) return;
	const [{ nativePool }, { usefulCores }] = await Promise.all([
		import("../engine/pool/native-pool.ts"),
		import("../engine/pool/useful-cores.ts"),
	]);
	try {
		nativePool().start(usefulCores(Number.POSITIVE_INFINITY) - 1);
	} catch {
		// The command says so, when its arguments are right.
	}
}
