import type { Lists } from "./count-work.ts";
import type { Subject } from "./time-search.ts";

type Sizes = readonly (readonly [rows: number, dimension: number, k: number])[];

const flats: Sizes = [
	[5000, 2, 10],
	[20_000, 2, 10],
	[5000, 4, 100],
	[20_000, 6, 10],
	[10_000, 8, 10],
	[30_000, 8, 10],
	[4000, 8, 100],
	[20_000, 12, 10],
	[5000, 16, 10],
	[20_000, 16, 10],
	[5000, 16, 100],
	[10_000, 24, 10],
	[20_000, 32, 10],
	[4000, 32, 100],
	[3000, 128, 10],
	[12_000, 128, 10],
	[3000, 128, 100],
	[4000, 768, 10],
	[1500, 768, 100],
	[1000, 1536, 10],
	[2500, 1536, 10],
];
const trees: Sizes = [
	[20_000, 2, 10],
	[200_000, 2, 10],
	[3000, 3, 10],
	[50_000, 3, 10],
	[300_000, 3, 10],
	[20_000, 3, 30],
	[20_000, 3, 100],
	[100_000, 4, 10],
	[50_000, 5, 10],
	[50_000, 6, 10],
	[10_000, 6, 100],
	[5000, 8, 10],
	[20_000, 8, 10],
	[50_000, 8, 10],
	[8000, 8, 50],
	[20_000, 10, 10],
	[20_000, 12, 10],
	[5000, 12, 30],
	[4000, 16, 10],
	[20_000, 16, 10],
];
const lists: readonly (readonly [
	rows: number,
	dimension: number,
	nlist: number,
	nprobe: number,
])[] = [
	[30_000, 3, 692, 8],
	[100_000, 3, 100, 10],
	[30_000, 5, 692, 20],
	[30_000, 8, 692, 20],
	[30_000, 8, 692, 100],
	[20_000, 12, 512, 60],
	[20_000, 16, 512, 30],
	[40_000, 16, 800, 100],
	[20_000, 32, 512, 60],
	[10_000, 64, 256, 30],
	[10_000, 128, 256, 8],
	[20_000, 128, 512, 60],
	[3000, 768, 76, 4],
	[6000, 768, 153, 30],
	[2000, 1536, 51, 10],
];

/** The searches that a calibration times: of each kernel so many, so unlike,
 * that they tell its constants apart; none of more than some 0.2 s. */
export const calibrationSubjects = {
	flat: flats.map(subjectOf),
	tree: trees.map(subjectOf),
	ivf: lists.map(([rows, dimension, nlist, nprobe]): Subject & Lists => ({
		...{ rows, dimension, k: 10 },
		...{ nlist, nprobe },
	})),
} as const;

function subjectOf([rows, dimension, k]: Sizes[number]): Subject {
	return { rows, dimension, k };
}
