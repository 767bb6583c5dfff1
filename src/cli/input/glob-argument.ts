/** A pattern of keys as it was typed, if one was: `shelf:` before it, which
 * other commands want, says nothing. */
export function globArgument(argument: string | undefined): string | undefined {
	return argument?.replace(/^shelf:/, "");
}
