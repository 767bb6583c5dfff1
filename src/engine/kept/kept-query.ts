import { InvalidQueryError } from "../../errors.ts";
import { unitVectors } from "../../native/kernels.ts";
import { addressOf } from "../vectors/address.ts";
import { areSwapped } from "../vectors/place-columns.ts";
import type { KeptDescription } from "./kept-tail.ts";

/** Of which float64 has all digits. */
const leastSquares = 1e-280;

/** One query of a kept index, as the index takes it, in memory that stays. */
export class KeptQuery {
	/** Whether the index takes float64. */
	readonly isWide: boolean;
	readonly #description: KeptDescription;
	readonly #values: Float32Array | Float64Array;
	/** Latitude and longitude; null: the metric knows none. */
	readonly #place: Float64Array | null;
	readonly #isSwapped: boolean;
	readonly #isInvalid = new Uint8Array(new ArrayBuffer(8));

	constructor(description: KeptDescription) {
		const { metric, dimension, precision, columns } = description;
		const isOnEarth = metric === "haversine";
		const length = isOnEarth ? 3 : dimension;
		this.#description = description;
		this.isWide = precision !== "float32";
		this.#values = this.isWide
			? new Float64Array(new ArrayBuffer(8 * length))
			: new Float32Array(new ArrayBuffer(4 * length));
		this.#place = isOnEarth ? new Float64Array(new ArrayBuffer(16)) : null;
		const [first = "", second = ""] = columns;
		this.#isSwapped = areSwapped(first, second);
	}

	/** Where it lies; good as long as this is held. */
	get address(): number {
		return addressOf(this.#values);
	}

	/**
	 * Takes a query as the columns have it.
	 * @returns its length as the index takes it, for metric l2
	 * @throws {InvalidQueryError} `invalid_dimension`, `invalid_rows`
	 */
	take(query: ArrayLike<number>): number {
		const { dimension } = this.#description;
		if (query.length !== dimension) {
			throw new InvalidQueryError(
				"invalid_dimension",
				`Cannot search points of dimension ${dimension} with a query of ${query.length} values: expected the same dimension`,
				{ details: { points: dimension, queries: query.length } },
			);
		}
		if (this.#place === null) return this.#takeValues(query);
		this.#takePlace(query, this.#place);
		return 1;
	}

	#takeValues(query: ArrayLike<number>): number {
		const { dimension, centre, metric } = this.#description;
		// A product is that of the point's, whatever the query is.
		const scale = metric === "ip" ? 1 : this.#description.scale;
		let squares = 0;
		for (let c = 0; c < dimension; c++) {
			const value = ((query[c] as number) - (centre?.[c] ?? 0)) * scale;
			this.#values[c] = value;
			squares += value * value;
		}
		// Catches NaN and infinity, and what is too large for float32's squares.
		if (!Number.isFinite(Math.fround(squares))) {
			throw invalidQuery(
				"that is not of finite numbers, or too large for float32",
			);
		}
		if (metric !== "cosine") return Math.sqrt(squares);
		// Squares of very short rows vanish.
		const isShort = squares < leastSquares;
		const length = isShort
			? Math.hypot(...Array.from(query))
			: Math.sqrt(squares);
		for (let c = 0; length > 0 && c < dimension; c++) {
			this.#values[c] = (query[c] as number) / length;
		}
		return 1;
	}

	#takePlace(query: ArrayLike<number>, place: Float64Array): void {
		place[0] = query[this.#isSwapped ? 1 : 0] as number;
		place[1] = query[this.#isSwapped ? 0 : 1] as number;
		this.#isInvalid[0] = place.every(Number.isFinite) ? 0 : 1;
		const marks = addressOf(this.#isInvalid);
		if (this.#isInvalid[0] === 0) {
			unitVectors(addressOf(place), 1, this.address, marks);
		}
		if (this.#isInvalid[0] !== 0) {
			throw invalidQuery(
				"that is no place on the Earth: expected a latitude from -90 to 90 and a longitude from -180 to 360 degrees",
			);
		}
	}
}

function invalidQuery(what: string): InvalidQueryError {
	return new InvalidQueryError(
		"invalid_rows",
		`Cannot search with a query ${what}`,
		{ details: { role: "queries", rows: 1 } },
	);
}
