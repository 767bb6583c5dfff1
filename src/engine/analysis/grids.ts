/** How coordinates are cut into cells. */
export interface Grid {
	/** Writes the cell of a row's coordinates; both [dimension]. */
	cellOf(coordinates: Float64Array, cell: Float64Array): void;
	/** Coordinates of a cell's centre. */
	centreOf(cell: Float64Array): number[];
}

/** Cubes of side `size`, one of which starts at the origin. */
export function cubeGrid(size: number): Grid {
	return {
		cellOf(coordinates, cell) {
			for (let c = 0; c < cell.length; c++) {
				cell[c] = Math.floor((coordinates[c] ?? 0) / size);
			}
		},
		centreOf: (cell) => [...cell].map((value) => (value + 0.5) * size),
	};
}

/** Metres of a degree along a meridian (the mean radius of the IUGG). */
const metresPerDegree = (6371008.8 * Math.PI) / 180;

/**
 * Cells of `metres` by about `metres` on the Earth, over latitude and longitude
 * in degrees: rings of equal height, each cut into a whole number of cells, so
 * that there is no seam at the date line.
 */
export function earthGrid(metres: number): Grid {
	const height = Math.min(180, metres / metresPerDegree);
	const middleOf = (ring: number) =>
		Math.max(-90, Math.min(90, (ring + 0.5) * height));
	const widthOf = (ring: number) => {
		const around = 360 * Math.cos((middleOf(ring) * Math.PI) / 180);
		return 360 / Math.max(1, Math.round(around / height));
	};
	return {
		cellOf(coordinates, cell) {
			const ring = Math.floor((coordinates[0] ?? 0) / height);
			const longitude = ((coordinates[1] ?? 0) + 180) % 360;
			cell[0] = ring;
			cell[1] = Math.floor(longitude / widthOf(ring));
		},
		centreOf: ([ring = 0, column = 0]) => [
			middleOf(ring),
			(column + 0.5) * widthOf(ring) - 180,
		],
	};
}
