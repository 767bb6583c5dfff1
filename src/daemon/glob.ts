/**
 * Whether `text` matches `glob` as a whole: `*` is any characters, `?` is any
 * one. Takes at most text x glob steps, whatever the pattern.
 */
export function matchesGlob(glob: string, text: string): boolean {
	let at = 0;
	let g = 0;
	let star = -1;
	let starAt = 0;
	while (at < text.length) {
		if (glob[g] === "*") {
			star = g++;
			starAt = at;
		} else if (g < glob.length && (glob[g] === "?" || glob[g] === text[at])) {
			g += 1;
			at += 1;
		} else if (star >= 0) {
			g = star + 1;
			at = ++starAt;
		} else {
			return false;
		}
	}
	while (glob[g] === "*") g += 1;
	return g === glob.length;
}
