/** Seconds by name: "whole", "work", ... The same name means the same work. */
export type Figures = Readonly<Record<string, number>>;

/** One way of doing the work of a trial. */
export interface Subject {
	readonly name: string;
	readonly side: "ours" | "peer";
	/** Does the work once and gives what it took. */
	run(): Promise<Figures>;
}

/** A trial that is ready to run; disposing it ends what it started. */
export interface PreparedTrial extends AsyncDisposable {
	readonly subjects: readonly Subject[];
}

/** What a trial may use. */
export interface Bench {
	/** Gone after the run, in shared memory. */
	readonly directory: string;
	/** dist/arrowshelf. */
	readonly executable: string;
	/** A Python with the peers of requirements.txt. */
	python(): Promise<string>;
}

/** The same work by us and by others, on the same data, in turns. */
export interface Trial {
	readonly name: string;
	/** How often each subject runs; the median counts. */
	readonly rounds: number;
	/** False: no uncounted round is run first. */
	readonly warms?: boolean;
	/** By figure: how many times faster than the best peer we must be. */
	readonly goals: Figures;
	prepare(bench: Bench): Promise<PreparedTrial>;
}
