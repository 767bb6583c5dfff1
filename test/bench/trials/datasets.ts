import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeDataset } from "../../helpers/datasets.ts";
import { makePlaces } from "../../helpers/places.ts";
import { randomFrom, writeColumns } from "../../helpers/points.ts";
import { writeVectors } from "../../helpers/write-vectors.ts";
import { runKnn } from "../run-knn.ts";
import type { Subject, Trial } from "../trial.ts";

const names = [
	"gaussian clusters",
	"on a sphere",
	"a surface",
	"heavy duplicates",
	"one far outlier",
	"sorted along one axis",
];
/** From here on the points are vectors of float32, else columns of float64. */
const leastVectorDimension = 16;
/** How much slower than uniform data any other may be. */
const goals = { work: 1 / 3 };

/** Exact 10-NN of every kind of data, each beside uniform data of the same
 * size. */
export function datasetsTrial(dimension: number, rows: number): Trial {
	return {
		name: `datasets: exact 10-NN of ${rows} points in ${dimension}-D, beside uniform ones`,
		rounds: 5,
		goals,
		async prepare({ directory, executable }) {
			const subject = (name: string, side: Subject["side"]): Subject => {
				const file = writeDataset(directory, name, rows, dimension);
				return { name, side, run: () => runKnn(executable, file) };
			};
			return {
				subjects: [
					...names.map((name) => subject(name, "ours")),
					subject("uniform", "peer"),
				],
				async [Symbol.asyncDispose]() {},
			};
		},
	};
}

/** A million places within 2 km beside a million on the whole Earth. */
export const placesTrial: Trial = {
	name: "datasets: haversine 10-NN of a million places, a city beside the Earth",
	rounds: 3,
	goals,
	async prepare({ directory, executable }) {
		const subject = (name: string, side: Subject["side"]): Subject => {
			const file = join(freshDirectory(directory, name), "points.arrow");
			const places = makePlaces(name, 1_000_000, randomFrom(4));
			writeColumns(file, {
				lat: Float64Array.from(places, ([latitude]) => latitude),
				lon: Float64Array.from(places, ([, longitude]) => longitude),
			});
			const options = ["--metric", "haversine"];
			return { name, side, run: () => runKnn(executable, file, ...options) };
		};
		return {
			subjects: [
				subject("a city of 2 km", "ours"),
				subject("the whole sphere", "peer"),
			],
			async [Symbol.asyncDispose]() {},
		};
	},
};

function writeDataset(
	directory: string,
	name: string,
	rows: number,
	dimension: number,
): string {
	const file = join(freshDirectory(directory, name), "points.arrow");
	const matrix = makeDataset(name, rows, dimension);
	if (dimension >= leastVectorDimension) {
		return writeVectors(file, Float32Array.from(matrix), dimension);
	}
	const axes = Array.from({ length: dimension }, (_, c) => [
		`c${c}`,
		Float64Array.from(
			{ length: rows },
			(_, row) => matrix[row * dimension + c] ?? Number.NaN,
		),
	]);
	writeColumns(file, Object.fromEntries(axes));
	return file;
}

function freshDirectory(directory: string, name: string): string {
	const path = join(directory, name.replaceAll(" ", "-"));
	mkdirSync(path);
	return path;
}
