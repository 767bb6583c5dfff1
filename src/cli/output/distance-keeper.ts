import { viewPlaces } from "../../engine/analysis/view-places.ts";
import type { ResultSink } from "../../engine/answers/result-sink.ts";
import type { ResultShape } from "./result-shape.ts";

/** Rows copied at a time. */
const stepRows = 65_536;

/** Keeps the distances of all answers that go to a sink, in no order. */
export class DistanceKeeper {
	readonly distances: Float32Array;
	#kept = 0;

	constructor({ rows, k }: ResultShape) {
		this.distances = new Float32Array(rows * k);
	}

	/** The sink to search with, in place of `sink`. */
	before(sink: ResultSink): ResultSink {
		if (sink.kind === "placed") return sink;
		return {
			...sink,
			forgets: false,
			write: (block) => {
				this.#keep(block.distances);
				return sink.write(block);
			},
		};
	}

	/** Takes what lies in the sink's own memory after the search. */
	after(sink: ResultSink): void {
		if (sink.kind === "blocks") return;
		const { places } = sink;
		for (let first = 0; first < places.rows; first += stepRows) {
			const count = Math.min(stepRows, places.rows - first);
			this.#keep(viewPlaces(places, first, count).distances);
		}
	}

	#keep(distances: Float32Array): void {
		this.distances.set(distances, this.#kept);
		this.#kept += distances.length;
	}
}
