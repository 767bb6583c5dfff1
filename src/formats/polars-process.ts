import { NativeError } from "../errors.ts";
import { beforeSuddenEnd } from "../os/sudden-end.ts";
import type { JobEnd, PolarsJob } from "./polars-job.ts";

/** What polars, in its process, has against a job. */
export class PolarsFailure extends Error {
	override readonly name = "PolarsFailure";
	/** The process ended without a word of its own. */
	readonly isCrash: boolean;

	/** The one that could not be read, by the name that the job has for it, where
	 * that is known. */
	readonly table: string | undefined;

	constructor(message: string, isCrash: boolean, table?: string) {
		super(message);
		this.isCrash = isCrash;
		this.table = table;
	}
}

/**
 * What the process finds in its environment, unless the user says otherwise.
 * For 2 million rows as CSV and as Parquet it takes 282 and 137 ms of processor
 * with that, 311 and 170 without. polars allocates by glibc: large pages, and no
 * giving back to the system of what is wanted again at once. Its few lines of
 * JavaScript are not worth compiling.
 */
const environment = {
	GLIBC_TUNABLES:
		"glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4194304:glibc.malloc.trim_threshold=67108864",
	BUN_JSC_useJIT: "0",
};

/**
 * A process that does one job with polars, started before the job is known:
 * loading takes it 30 ms. Disposing ends it, if it still runs.
 */
export class PolarsProcess implements Disposable {
	readonly #child: Bun.Subprocess<"pipe", "ignore", "pipe">;
	readonly #atSuddenEnd = beforeSuddenEnd(() => this[Symbol.dispose]());

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
			// Without a stack, which a panic would print.
			env: { ...environment, ...process.env, RUST_BACKTRACE: "0" },
			stdio: ["pipe", output, "pipe", ...inherited],
			// Out of reach of a terminal's Ctrl-C, which would end it while it
			// starts, and look like a crash: whoever waits for it ends it.
			detached: true,
		}) as unknown as Bun.Subprocess<"pipe", "ignore", "pipe">;
	}

	/**
	 * Has the job done; resolves when the result is written, with the process
	 * still about to end.
	 * @throws {PolarsFailure}
	 * @throws {NativeError} `native`: polars cannot be loaded
	 */
	async run(job: PolarsJob): Promise<void> {
		this.#child.stdin.write(`${JSON.stringify(job)}\n`);
		this.#child.stdin.flush();
		const decoder = new TextDecoder();
		let said = "";
		for await (const piece of this.#child.stderr) {
			said += decoder.decode(piece, { stream: true });
			const end = endIn(said);
			if (end !== null) return take(end);
		}
		const exitCode = await this.#child.exited;
		throw crash(said, String(this.#child.signalCode ?? exitCode));
	}

	[Symbol.dispose](): void {
		this.#atSuddenEnd[Symbol.dispose]();
		if (this.#child.exitCode === null) this.#child.kill("SIGKILL");
	}
}

/** What the process says in its last line, once it is whole. */
function endIn(said: string): JobEnd | null {
	const line = /(?:^|\n)(\{.*\})\n$/.exec(said)?.[1];
	if (line === undefined) return null;
	try {
		return JSON.parse(line) as JobEnd;
	} catch {
		return null; // a panic's words
	}
}

function take(end: JobEnd): void {
	if ("isDone" in end) return;
	if ("polars" in end) throw new PolarsFailure(end.polars, false, end.table);
	throw new NativeError(
		"native",
		`Cannot load polars, which reads and writes such files: ${end.unloadable}`,
	);
}

function crash(said: string, ending: string): PolarsFailure {
	const panic = /panicked at .*:\n(.*)/.exec(said)?.[1];
	return new PolarsFailure(
		`polars, which reads and writes it, crashed (${ending})${panic === undefined ? "" : `: ${panic}`}`,
		true,
	);
}
