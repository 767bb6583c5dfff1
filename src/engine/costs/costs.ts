/**
 * What one core takes for each kernel, in nanoseconds: the constants of the
 * cost models, by what they are counted by. `arrowshelf bench --calibrate`
 * measures them on a machine.
 */
export interface Costs {
	/** Comparing with all rows. */
	readonly flat: {
		/** A query with a row of few dimensions, compared by differences. */
		readonly direct: number;
		/** The same for each dimension. */
		readonly directTerm: number;
		/** A query with a row, for each dimension. */
		readonly term: number;
		/** The same where there are many: by tiles, if the processor has them. */
		readonly wideTerm: number;
		/** A query with a row, whatever the dimension. */
		readonly row: number;
		/** A value of a row or a query, to prepare it. */
		readonly value: number;
		/** A value of a neighbour that is found, to measure it again. */
		readonly again: number;
		/** A neighbour that a query takes on the way, into a list that registers
		 * hold. */
		readonly neighbor: number;
		/** The same into a longer list. */
		readonly farNeighbor: number;
	};
	readonly treeBuild: {
		/** A point. */
		readonly row: number;
		/** The same for each dimension. */
		readonly term: number;
		/** The same for each level of the tree. */
		readonly levelTerm: number;
	};
	readonly treeSearch: {
		/** A query, whatever it finds. */
		readonly query: number;
		/** A query with a leaf in its reach. */
		readonly leaf: number;
		/** The same for each dimension. */
		readonly leafTerm: number;
		/** A neighbour that a query takes on the way, as of `flat`. */
		readonly neighbor: number;
		readonly farNeighbor: number;
	};
	readonly listsBuild: {
		/** A point with a list, whatever the dimension. */
		readonly list: number;
		/** The same for each dimension. */
		readonly term: number;
		/** The same where there are many, as of `flat`. */
		readonly wideTerm: number;
		/** A point, each time that it is looked at. */
		readonly look: number;
		/** The same for each dimension. */
		readonly value: number;
	};
	readonly listsSearch: {
		/** A value of a query. */
		readonly value: number;
		/** A query with a list's centre, whatever the dimension. */
		readonly choose: number;
		/** The same for each dimension. */
		readonly chooseTerm: number;
		/** A query with a row that it visits, whatever the dimension. */
		readonly row: number;
		/** The same for each dimension, as of `flat`. */
		readonly term: number;
		readonly wideTerm: number;
		/** A list or a neighbour that a query takes on the way, as of `flat`. */
		readonly neighbor: number;
		readonly farNeighbor: number;
	};
}

/** How often the work of each constant is done. */
export type Counts<Kernel extends keyof Costs> = Readonly<
	Record<keyof Costs[Kernel], number>
>;

/** Of one core, in nanoseconds: all counts by their constants. */
export function costOf<Name extends string>(
	costs: Readonly<Record<Name, number>>,
	counts: Readonly<Record<Name, number>>,
): number {
	const names = Object.keys(counts) as Name[];
	return names.reduce((sum, name) => sum + counts[name] * costs[name], 0);
}
