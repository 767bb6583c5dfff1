import type { JobFailure, PolarsJob } from "./polars-job.ts";

/** What polars, in its process, has against a job. */
export class PolarsFailure extends Error {
	override readonly name = "PolarsFailure";
	/** The process ended without a word of its own. */
	readonly isCrash: boolean;

	constructor(message: string, isCrash: boolean) {
		super(message);
		this.isCrash = isCrash;
	}
}

/**
 * A process that does one job with polars, started before the job is known:
 * loading takes it 30 ms. Disposing ends it, if it still runs.
 */
export class PolarsProcess implements Disposable {
	readonly #child: Bun.Subprocess<"pipe", "ignore", "pipe">;

	/**
	 * @param command this program's, with what makes it serve a job
	 * @param output a descriptor that becomes its standard output
	 * @param inherited descriptors that it has as 3, 4, ...
	 */
	constructor(
		command: readonly string[],
		output: number,
		inherited: readonly number[] = [],
	) {
		this.#child = Bun.spawn([...command], {
			// Else a panic would print the stack.
			env: { ...process.env, RUST_BACKTRACE: "0" },
			stdio: ["pipe", output, "pipe", ...inherited],
		}) as unknown as Bun.Subprocess<"pipe", "ignore", "pipe">;
	}

	/** The most memory that it had, bytes; once it has ended. */
	get peakBytes(): number | undefined {
		return this.#child.resourceUsage()?.maxRSS;
	}

	/**
	 * Has the job done; resolves when the process has ended.
	 * @throws {PolarsFailure}
	 */
	async run(job: PolarsJob): Promise<void> {
		const errors = new Response(this.#child.stderr).text();
		this.#child.stdin.write(`${JSON.stringify(job)}\n`);
		this.#child.stdin.flush();
		const exitCode = await this.#child.exited;
		this.#child.stdin.end();
		if (exitCode === 0) return;
		throw failureOf(await errors, String(this.#child.signalCode ?? exitCode));
	}

	[Symbol.dispose](): void {
		if (this.#child.exitCode === null) this.#child.kill("SIGKILL");
	}
}

function failureOf(errors: string, ending: string): PolarsFailure {
	const last = errors.trimEnd().split("\n").at(-1) ?? "";
	try {
		const { polars } = JSON.parse(last) as JobFailure;
		return new PolarsFailure(polars, false);
	} catch {
		const panic = /panicked at .*:\n(.*)/.exec(errors)?.[1];
		return new PolarsFailure(
			`polars, which reads and writes it, crashed (${ending})${panic === undefined ? "" : `: ${panic}`}`,
			true,
		);
	}
}
