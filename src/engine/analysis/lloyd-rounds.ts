import type { NativeCrew } from "../pool/native-pool.ts";
import { addressOf } from "../vectors/address.ts";
import { allocate } from "../vectors/allocate.ts";
import type { Matrix } from "../vectors/matrix.ts";
import { rowsOf } from "../vectors/rows-of.ts";

/** Rows of one block, whose sums are added up on their own. */
const blockRows = 16_384;
/** What the sums of all blocks may take, bytes. */
const mostSums = 256 * 2 ** 20;

/** The rounds of k-means. */
export class LloydRounds {
	readonly #crew: NativeCrew;
	readonly #points: Matrix;
	readonly #block: number;
	readonly #sums: Float64Array;
	readonly #counts: BigInt64Array;
	/** [k x d]; what the labels were told by, but for the last move. */
	readonly centres: Matrix;
	/** [rows]. */
	readonly labels: Int32Array;
	/** [rows] from the row's centre. */
	readonly distances: Float32Array;
	/** Times that the centres were moved. */
	count = 0;

	/** @param centres are moved in place */
	constructor(crew: NativeCrew, points: Matrix, centres: Matrix) {
		this.#crew = crew;
		this.#points = points;
		this.centres = centres;
		const { rows } = points;
		const sumBytes = 8 * centres.rows * centres.dimension;
		const mostBlocks = Math.max(1, Math.floor(mostSums / sumBytes));
		this.#block = Math.max(blockRows, Math.ceil(rows / mostBlocks));
		const blocks = Math.ceil(rows / this.#block);
		const sums = `sums of ${centres.rows} clusters`;
		this.#sums = new Float64Array(allocate(sumBytes * blocks, sums));
		const counts = allocate(8 * centres.rows * blocks, sums);
		this.#counts = new BigInt64Array(counts);
		this.labels = new Int32Array(allocate(4 * rows, "labels"));
		this.distances = new Float32Array(allocate(4 * rows, "distances"));
	}

	/** Assigns every row to its nearest centre. */
	async assign(): Promise<void> {
		const { address: values, rows, dimension } = this.#points;
		this.#sums.fill(0);
		this.#counts.fill(0n);
		await this.#crew.run({
			job: {
				kind: "lloyd-step",
				values,
				rows,
				dimension,
				block: this.#block,
				centres: this.centres.address,
				k: this.centres.rows,
				labels: addressOf(this.labels),
				distances: addressOf(this.distances),
				sums: addressOf(this.#sums),
				counts: addressOf(this.#counts),
			},
			chunking: { units: Math.ceil(rows / this.#block), first: 1 },
			holds: [this, this.#points],
			progress: { phase: "search", rows },
		});
	}

	/** Assigns, then moves each centre to the mean of its rows. Returns the sum
	 * of the squares of how far they moved. */
	async take(): Promise<number> {
		await this.assign();
		this.count += 1;
		const { rows, dimension } = this.centres;
		const values = rowsOf(this.centres, 0, rows);
		let moved = 0;
		for (let k = 0; k < rows; k++) {
			const mean = this.#meanOf(k);
			for (let c = 0; c < dimension; c++) {
				const value = Math.fround(mean[c] ?? 0);
				moved += (value - (values[k * dimension + c] ?? 0)) ** 2;
				values[k * dimension + c] = value;
			}
		}
		return moved;
	}

	/** Sum of the squared distances, in the order of the rows. */
	inertia(): number {
		let sum = 0;
		for (const distance of this.distances) sum += distance * distance;
		return sum;
	}

	/** The mean of a centre's rows, its blocks added up in order. A centre that
	 * no row is nearest to goes to the row that is farthest from its own. */
	#meanOf(k: number): Float64Array | Float32Array {
		const { rows, dimension } = this.centres;
		const sum = new Float64Array(dimension);
		let count = 0;
		for (let block = 0; block * rows < this.#counts.length; block++) {
			count += Number(this.#counts[block * rows + k]);
			const start = (block * rows + k) * dimension;
			for (let c = 0; c < dimension; c++) {
				sum[c] = (sum[c] ?? 0) + (this.#sums[start + c] ?? 0);
			}
		}
		if (count === 0) return this.#takeFarthest();
		return sum.map((value) => value / count);
	}

	#takeFarthest(): Float32Array {
		let farthest = 0;
		for (let row = 0; row < this.distances.length; row++) {
			if ((this.distances[row] ?? 0) > (this.distances[farthest] ?? 0)) {
				farthest = row;
			}
		}
		this.distances[farthest] = 0;
		return Float32Array.from(rowsOf(this.#points, farthest, 1));
	}
}
