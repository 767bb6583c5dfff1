import { availableParallelism } from "node:os";
import type { Found } from "../../src/engine/answers/found.ts";
import { NativeIndex } from "../../src/engine/backends/native-index.ts";
import { Crew } from "../../src/engine/pool/crew.ts";
import { nativePool } from "../../src/engine/pool/native-pool.ts";
import { matrixOver } from "../../src/engine/vectors/matrix.ts";
import { VectorIndex } from "../../src/native/vector-index.ts";

/** The engine's search of an index file, on all cores of this process. */
export interface IndexSearch extends Disposable {
	search(values: Float32Array, nprobe: number): Promise<Found>;
}

/** Reads an IVF index in FAISS's file format, to be asked for 10 neighbours. */
export function openIndex(path: string): IndexSearch {
	const index = VectorIndex.read(path, "l2");
	const { count, dimension, nlist } = index.describe();
	const all = matrixOver(new Float32Array(), count, dimension);
	const points = { all, valid: all, invalid: null, rowNumbers: null };
	const plan = {
		kind: "ivf",
		nlist,
		nprobe: null,
		factory: null,
		precision: "float32",
		reason: "",
	} as const;
	const crew = new Crew(nativePool(), availableParallelism(), {});
	const built = new NativeIndex(crew, index, points, plan);
	return {
		search(values, nprobe) {
			const queries = matrixOver(values, values.length / dimension, dimension);
			return built.search(queries, { k: 10, leaveSelfOut: false, nprobe });
		},
		[Symbol.dispose]: () => built[Symbol.dispose](),
	};
}
