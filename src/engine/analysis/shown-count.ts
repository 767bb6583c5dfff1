const usual = 10;
const most = 100;

/** How many of the first rows or cells a summary has: ten, or as many as were
 * asked for, no more than a person looks at.
 * @param top rows that are asked for; infinite or undefined: all */
export function shownCount(top: number | undefined): number {
	return top === undefined || !Number.isFinite(top)
		? usual
		: Math.min(top, most);
}
