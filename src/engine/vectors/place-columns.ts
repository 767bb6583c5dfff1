import type { VectorSource } from "../../arrow/numeric-columns.ts";
import { InvalidQueryError } from "../../errors.ts";
import { placeNames } from "./place-names.ts";

/**
 * The two columns of places on the Earth, latitude first. Columns named so are
 * told by their names, others by their order.
 * @throws {InvalidQueryError} `invalid_dimension`: not two values a row
 */
export function placeColumns(source: VectorSource): VectorSource {
	const { dimension, columns } = source;
	if (dimension !== 2) {
		throw new InvalidQueryError(
			"invalid_dimension",
			`Cannot measure haversine distances of dimension ${dimension}: expected 2 columns, latitude and longitude in degrees; name them with --columns lat,lon (columns: ["lat", "lon"])`,
			{ details: { dimension } },
		);
	}
	const [first, second] = columns;
	return first !== undefined &&
		second !== undefined &&
		areSwapped(first.name, second.name)
		? { ...source, columns: [second, first] }
		: source;
}

/** Whether columns of these names have the longitude first. */
export function areSwapped(first: string, second: string): boolean {
	const { latitude, longitude } = placeNames;
	return longitude.test(first) && latitude.test(second);
}
