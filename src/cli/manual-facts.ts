/** What help and manual say of every command alike: name and meaning. */
export const manualFacts = {
	exitCodes: [
		["0", "done"],
		["1", "failed; one line on standard error says what, why and what to do"],
		["2", "wrong usage"],
		["130", "interrupted; nothing half-made is left"],
	],
	variables: [
		["ARROWSHELF_DIR", "the shelf's directory, where --dir does not say"],
		["ARROWSHELF_CACHE", "where bench --calibrate keeps what it measured"],
		["ARROWSHELF_EXECUTABLE", "what is started as the daemon"],
		["ARROWSHELF_DEBUG", "set to 1, every failure shows its stack"],
		["NO_COLOR", "no colours"],
		["TMPDIR", "where the native library is unpacked; must allow execution"],
	],
} as const satisfies Readonly<
	Record<string, readonly (readonly [name: string, meaning: string])[]>
>;
