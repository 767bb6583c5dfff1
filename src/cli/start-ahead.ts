/** What decides whether there are to be Workers, and of which engine. */
const deciding = /^--(engine|queries|help)(=|$)|^-h$/;

/**
 * Starts the Workers of a search before its command is loaded and its arguments
 * are read: they boot on another core meanwhile (6 ms), instead of while this
 * thread builds. With options that decide on Workers they start when these are
 * known. Never throws: what fails here fails again where it is waited for.
 */
export async function startAhead(argv: readonly string[]): Promise<void> {
	const cores = coresOf(argv);
	if (!(cores > 1) || argv.some((argument) => deciding.test(argument))) return;
	const [{ nativePool }, { usefulCores }] = await Promise.all([
		import("../engine/pool/native-pool.ts"),
		import("../engine/pool/useful-cores.ts"),
	]);
	try {
		nativePool().start(usefulCores(cores) - 1);
	} catch {
		// The command says so, when its arguments are right.
	}
}

/** Those asked for: all, unless `--cores` says how many. NaN where it says what
 * is no number. */
function coresOf(argv: readonly string[]): number {
	const said = argv.findIndex((argument) => /^--cores(=|$)/.test(argument));
	if (said < 0) return Number.POSITIVE_INFINITY;
	const [, value = argv[said + 1]] = argv[said]?.split("=") ?? [];
	return /^\d+$/.test(value ?? "") ? Number(value) : Number.NaN;
}
