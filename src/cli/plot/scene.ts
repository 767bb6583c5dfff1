import type { Colour } from "./colour-map.ts";

/** A picture as shapes in pixels, the origin at the upper left; later ones lie
 * over earlier ones. */
export interface Scene {
	readonly width: number;
	readonly height: number;
	readonly shapes: readonly Shape[];
}

export type Shape = Box | Line | Label | Raster;

/** A filled rectangle. */
export interface Box {
	readonly kind: "box";
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly fill: Colour;
}

/** A straight stroke. */
export interface Line {
	readonly kind: "line";
	readonly x1: number;
	readonly y1: number;
	readonly x2: number;
	readonly y2: number;
	readonly width: number;
	readonly stroke: Colour;
	/** Lengths of dashes and gaps; none: solid. */
	readonly dash?: number;
}

/** One line of text; (x, y) is on its base line. */
export interface Label {
	readonly kind: "label";
	readonly x: number;
	readonly y: number;
	readonly text: string;
	/** Height of the letters' em, in pixels. */
	readonly size: number;
	readonly anchor: "start" | "middle" | "end";
	readonly fill: Colour;
	readonly bold?: boolean;
	/** Turned to read upwards. */
	readonly upwards?: boolean;
}

/** A grid of coloured cells, row by row from the upper left. */
export interface Raster {
	readonly kind: "raster";
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly columns: number;
	readonly rows: number;
	/** Null: nothing is drawn there. */
	colourOf(column: number, row: number): Colour | null;
}
