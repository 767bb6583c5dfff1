const reasons: Readonly<Record<string, string>> = {
	ENOENT: "there is no such file",
	ENOTDIR: "a part of the path is not a directory",
	EACCES: "permission denied",
	EISDIR: "it is a directory",
};

/** Says why the system refused a file: in our words where they are clearer, else
 * in its own. */
export function whyRefused(cause: unknown): string {
	const { code } = cause as { code?: string };
	return (
		reasons[code ?? ""] ??
		(cause instanceof Error ? cause.message : String(cause))
	);
}
