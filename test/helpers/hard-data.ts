/** Draws the value of one coordinate. `cell` is a number of the row's own, the
 * same for all its coordinates. */
type Draw = (place: {
	readonly random: () => number;
	readonly row: number;
	readonly rows: number;
	readonly c: number;
	readonly cell: number;
}) => number;

/**
 * What search kernels go wrong on: ties, cancellation, values out of balance,
 * and values at the ends of float32. The simplest comes first, since a failing
 * case shrinks that way.
 */
export const hardData: Readonly<Record<string, Draw>> = {
	uniform: ({ random }) => random(),
	integers: ({ random }) => Math.floor(5 * random()) - 2,
	"all equal": ({ c }) => 0.1 * (c + 1),
	"few places": ({ cell, c }) => Math.sin(Math.floor(7 * cell) * 100 + c),
	"around the origin": ({ random }) => 20 * random() - 10,
	// |x|^2 + |y|^2 - 2xy has no digits left for what lies in one cluster.
	"clusters far apart": ({ random, cell, c }) =>
		1e5 * ((Math.floor(4 * cell) * (c + 1)) % 3) + 4 * random(),
	"large offset": ({ random }) => 4096 + random(),
	"another offset each": ({ random, c }) => 1000 * c + random(),
	sorted: ({ random, row, rows, c }) => (c === 0 ? row / rows : random()),
	"sorted backwards": ({ row, rows }) => -row / rows,
	"one outlier": ({ random, row }) => (row === 0 ? 1e9 : random()),
	"one axis counts": ({ random, c }) => (c === 0 ? random() : 7),
	"unlike axes": ({ random, c }) => 10 ** ((c % 7) - 3) * random(),
	"unlike rows": ({ random, cell }) => 10 ** (8 * cell - 4) * (random() - 0.5),
	"a surface": ({ cell, c }) => Math.sin(3 * cell + c) * Math.cos(2 * cell * c),
	"huge values": ({ random }) => 1e17 * (random() - 0.5),
	"tiny values": ({ random }) => 1e-12 * random(),
	// Squared, they are out of float32's range.
	"vanishing values": ({ random }) => 1e-30 * random(),
	subnormal: ({ random }) => 1e-39 * random(),
	"subnormal and not": ({ random, cell }) =>
		(cell < 0.5 ? 1e-39 : 1) * random(),
};

/** A row-major matrix [rows x dimension], the same for the same arguments. */
export function makeHardData(
	name: string,
	rows: number,
	dimension: number,
	random: () => number,
): Float64Array {
	const draw = hardData[name];
	if (draw === undefined) throw new Error(`No data ${name}`);
	const matrix = new Float64Array(rows * dimension);
	for (let row = 0; row < rows; row++) {
		const cell = random();
		for (let c = 0; c < dimension; c++) {
			matrix[row * dimension + c] = draw({ random, row, rows, c, cell });
		}
	}
	return matrix;
}
