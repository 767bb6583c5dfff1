import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireProgram } from "../../scripts/run-program.ts";
import { knn } from "../../src/engine/knn.ts";
import { makePlaces } from "../helpers/places.ts";
import { randomFrom } from "../helpers/points.ts";
import { pythonWith } from "../helpers/python.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";
import { vectorSource } from "../helpers/vector-source.ts";

const rows = 1_000_000;
const k = 10;
/** What float64 leaves of a unit vector, and float32 of the answer. */
const resolution = 1e-8;

test.each(["a city of 2 km", "the whole sphere"])(
	"knn() finds what scipy finds among a million places: %s",
	async (name) => {
		using directory = temporaryDirectory();
		const places = makePlaces(name, rows, randomFrom(11));
		const wanted = await scipyDistances(
			directory,
			Float64Array.from(places.flat()),
		);
		const points = vectorSource(places, 2, { type: "float64" });
		const { distances } = await knn({ points, metric: "haversine", k });
		let worst = 0;
		for (const [i, distance] of distances.entries()) {
			const metres = wanted[i] ?? Number.NaN;
			const slack = 1e-6 * metres + resolution;
			worst = Math.max(worst, Math.abs(distance - metres) / slack);
		}
		expect(distances.length).toBe(wanted.length);
		expect(worst).toBeLessThanOrEqual(1);
	},
);

async function scipyDistances(
	directory: ReturnType<typeof temporaryDirectory>,
	degrees: Float64Array,
): Promise<Float64Array> {
	const requirements = join(import.meta.dir, "../bench/requirements.txt");
	const python = await pythonWith(requirements);
	const script = join(import.meta.dir, "haversine_neighbors.py");
	const input = directory.file("places.f64");
	const output = directory.file("metres.f64");
	writeFileSync(input, degrees);
	await requireProgram([python, script, input, `${k}`, output]);
	return new Float64Array(readFileSync(output).buffer);
}
