import type { FileLayout } from "../../arrow/layout.ts";
import type { ResultSink } from "../../engine/answers/result-sink.ts";
import type { ProgressStep } from "./progress.ts";

/** What a search will answer. */
export interface ResultShape {
	/** Queries. */
	readonly rows: number;
	/** Neighbours of each. */
	readonly k: number;
}

/** A result whose size is known before it is. */
export interface PlacedResult {
	/** Of its Arrow file. */
	readonly byteLength: number;
	/** Of all queries together. */
	readonly neighbors: number;
}

/** A search that gives its answers to a sink. */
export type Search<T> = (sink: ResultSink) => Promise<T>;

/** What is kept in hand while a result is written. */
export interface WriteControl {
	readonly signal: AbortSignal;
	readonly onProgress?: ((step: ProgressStep) => void) | undefined;
}

/** Where a result goes: whole, or nothing is left behind. */
export interface ResultTarget extends AsyncDisposable {
	/** As the user named it. */
	readonly name: string;
	/** Writes a result that lies in memory. */
	write(layout: FileLayout, control: WriteControl): Promise<void>;
	/** Has `fill` write an Arrow file of neighbours; it gets the file when it is
	 * reserved. */
	place<T>(
		result: PlacedResult,
		fill: (fd: number) => Promise<T>,
		control: WriteControl,
	): Promise<T>;
	/** Has a search write the k nearest of all its queries. */
	receive<T>(
		shape: ResultShape,
		search: Search<T>,
		control: WriteControl,
	): Promise<T>;
}
