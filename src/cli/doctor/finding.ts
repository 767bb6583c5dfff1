/** What one check of `arrowshelf doctor` found. */
export interface Finding {
	readonly check: string;
	/** `warning`: works, but may not always. `broken`: does not work. */
	readonly status: "ok" | "warning" | "broken";
	/** What is there. */
	readonly detail: string;
	/** What to do about it; null when nothing needs doing. */
	readonly remedy: string | null;
}

/** A finding that needs no action. */
export function fine(check: string, detail: string): Finding {
	return { check, status: "ok", detail, remedy: null };
}
