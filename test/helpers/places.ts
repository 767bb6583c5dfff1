/** Latitude and longitude in degrees. */
export type Place = readonly [number, number];

type Draw = (random: () => number, row: number) => Place;

const metre = 1 / 111_195;

/** Places on the Earth that a search must be right on. */
export const placeSets: Readonly<Record<string, Draw>> = {
	"the whole sphere": (random) => [
		(Math.asin(2 * random() - 1) * 180) / Math.PI,
		360 * random() - 180,
	],
	"a city of 2 km": (random) => [
		48.2 + 2000 * metre * random(),
		16.37 + 3000 * metre * random(),
	],
	"a city at the date line": (random) => {
		const longitude = 180 + 2000 * metre * (random() - 0.5);
		return [
			-17 + 2000 * metre * random(),
			longitude > 180 && random() < 0.5 ? longitude - 360 : longitude,
		];
	},
	"the North Pole": (random) => [90 - 1000 * metre * random(), 360 * random()],
	"the South Pole": (random) => [-90 + random(), 360 * random() - 180],
	"heavy duplicates": (random) => [
		Math.floor(5 * random()) - 2,
		Math.floor(5 * random()) * 90 - 180,
	],
	"two antipodes": (random, row) =>
		row % 2 === 0
			? [10 + metre * random(), 20 + metre * random()]
			: [-10 - metre * random(), -160 + metre * random()],
};

/** `count` places of a set. */
export function makePlaces(
	name: string,
	count: number,
	random: () => number,
): Place[] {
	const draw = placeSets[name];
	if (draw === undefined) throw new Error(`No places ${name}`);
	return Array.from({ length: count }, (_, row) => draw(random, row));
}
