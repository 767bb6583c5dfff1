/** How near to the least it gets, as a share: more searches would cost more
 * than they save. */
const precision = 1 / 8;

/** The least nprobe up to `nlist`, nearly, that reaches the recall wanted:
 * doubled until it does, then halved back in between. */
export async function leastNprobe(
	nlist: number,
	reaches: (nprobe: number) => Promise<boolean>,
): Promise<number> {
	let enough = 1;
	while (enough < nlist && !(await reaches(enough))) {
		enough = Math.min(nlist, enough * 2);
	}
	let tooFew = Math.floor(enough / 2);
	while (enough - tooFew > Math.max(1, enough * precision)) {
		const middle = Math.floor((tooFew + enough) / 2);
		if (await reaches(middle)) enough = middle;
		else tooFew = middle;
	}
	return enough;
}
