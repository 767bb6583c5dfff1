import { ListFile } from "../../engine/radius/list-file.ts";
import { ListMemory } from "../../engine/radius/list-memory.ts";
import type { ListPlaces, ListSink } from "../../engine/radius/list-sink.ts";
import type { ResultTarget, WriteControl } from "./result-shape.ts";

/** Has a target take all neighbours within a radius while they are listed. */
export class ListTarget implements ListSink {
	/** Of all neighbours; null unless they are kept. */
	distances: Float32Array | null = null;
	/** When the lists were complete (performance.now()). */
	searchedAt = 0;
	readonly #target: ResultTarget | null;
	readonly #keepsDistances: boolean;
	readonly #control: WriteControl;

	/** @param target null: lists are added up and forgotten */
	constructor(
		target: ResultTarget | null,
		keepsDistances: boolean,
		control: WriteControl,
	) {
		this.#target = target;
		this.#keepsDistances = keepsDistances;
		this.#control = control;
	}

	async take(
		counts: Uint32Array,
		list: (places: ListPlaces | null) => Promise<void>,
	): Promise<void> {
		if (this.#target !== null) {
			await this.#write(this.#target, counts, list);
			return;
		}
		if (this.#keepsDistances) {
			const memory = new ListMemory();
			await memory.take(counts, list);
			this.distances = memory.found.distances;
		} else {
			await list(null);
		}
		this.searchedAt = performance.now();
	}

	async #write(
		target: ResultTarget,
		counts: Uint32Array,
		list: (places: ListPlaces) => Promise<void>,
	): Promise<void> {
		using file = await ListFile.of(counts);
		const { byteLength } = file;
		const rows = counts.length;
		const neighbors = counts.reduce((sum, count) => sum + count, 0);
		const { signal, onProgress } = this.#control;
		const fill = async (fd: number): Promise<void> => {
			const places = await file.open(fd);
			await list(places);
			this.searchedAt = performance.now();
			if (this.#keepsDistances) this.distances = file.copyDistances(places);
			await file.finish(fd, (done) => {
				onProgress?.({ phase: "write", done, total: rows });
				signal.throwIfAborted();
			});
		};
		await target.place({ byteLength, neighbors }, fill, this.#control);
	}
}
