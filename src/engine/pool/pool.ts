import { setImmediate as nextTurn } from "node:timers/promises";
import { cancelledBy, errorFromMessage, NativeError } from "../../errors.ts";
import { workerUrl } from "../../os/worker-url.ts";
import { closeJob, controlWords, workersFor } from "./chunks.ts";
import type { DoneMessage, JobMessage, OpenMessage } from "./pool-messages.ts";
import type { RunOptions } from "./run-options.ts";
import { takePart } from "./take-part.ts";

const progressMs = 50;

/** A job under way: who still works on it. */
interface Ticket<Value> {
	readonly control: Int32Array;
	readonly holds: readonly unknown[];
	/** Workers, and the caller, that have not answered. */
	waiting: number;
	/** Answers of those that took part. */
	ended: number;
	isSettled: boolean;
	value: Value | undefined;
	error: Error | undefined;
	readonly settle: () => void;
}

/** A Worker and the jobs it has not answered yet. */
interface Member<Value> {
	readonly worker: Worker;
	readonly tickets: Map<number, Ticket<Value>>;
}

/**
 * Workers that take chunks of jobs. They are started when first needed and
 * kept for the process; idle ones do not keep it alive.
 */
export class WorkerPool<Job, Value> {
	readonly #entry: string;
	readonly #prepare: () => void;
	readonly #lock = new SharedArrayBuffer(4);
	#members: Member<Value>[] = [];
	#nextId = 1;
	#isPrepared = false;
	/** What the calling thread does, a job after the other. */
	#callerWork: Promise<void> = Promise.resolve();
	#running = 0;

	/** `entry` is the Workers' source; `prepare` runs on this thread before
	 * any Worker's own opening: it opens the library that they share. */
	constructor(entry: string, prepare: () => void) {
		this.#entry = entry;
		this.#prepare = prepare;
	}

	/** Workers there are. */
	get size(): number {
		return this.#members.length;
	}

	/** Starts Workers ahead of the first job, until there are `count`, and
	 * prepares this thread. */
	start(count: number): void {
		const isFirst = !this.#isPrepared;
		// They boot (6 ms) while this thread opens the library (4 ms), and open
		// it when this one has.
		const lock = new Int32Array(this.#lock);
		if (isFirst) Atomics.store(lock, 0, 1);
		try {
			while (this.#members.length < count) this.#members.push(this.#hire());
			if (isFirst) this.#prepare();
			this.#isPrepared = true;
		} catch (error) {
			this.close();
			throw error;
		} finally {
			if (isFirst) {
				Atomics.store(lock, 0, 0);
				Atomics.notify(lock, 0);
			}
		}
	}

	/**
	 * Runs a job to its end and gives the value of a Worker's last step.
	 * @throws {CancelledError} after `signal` and once every Worker has stopped
	 * @throws {ShelfError} what the first failing Worker threw, once all stopped
	 */
	async run(
		job: Job,
		options: RunOptions<Job, Value>,
	): Promise<Value | undefined> {
		const { chunking, signal, onProgress } = options;
		if (signal?.aborted) throw cancelledBy(signal, "search");
		if (chunking.units === 0) return undefined;
		const workers = workersFor(chunking, options.cores);
		this.start(options.callerStep ? workers - 1 : workers);
		const control = new Int32Array(
			new SharedArrayBuffer(4 * controlWords.count),
		);
		const finished = Promise.withResolvers<void>();
		const ticket: Ticket<Value> = {
			control,
			holds: options.holds,
			waiting: workers,
			ended: 0,
			isSettled: false,
			value: undefined,
			error: undefined,
			settle: finished.resolve,
		};
		const stop = () => Atomics.store(control, controlWords.stop, 1);
		const report = () => onProgress?.(Atomics.load(control, controlWords.done));
		signal?.addEventListener("abort", stop);
		const timer = onProgress && setInterval(report, progressMs);
		const id = this.#nextId++;
		const message: JobMessage<Job> = {
			id,
			control: ticket.control.buffer as SharedArrayBuffer,
			chunking,
			workers,
			job,
		};
		this.#post(message, ticket, options.callerStep);
		await finished.promise;
		clearInterval(timer);
		signal?.removeEventListener("abort", stop);
		if (ticket.error !== undefined) throw ticket.error;
		if (signal?.aborted) throw cancelledBy(signal, "search");
		report();
		return ticket.value;
	}

	/** Ends the Workers; what they still do, they end first. A later job starts
	 * new ones. */
	close(): void {
		for (const { worker } of this.#members) worker.terminate();
		this.#members = [];
	}

	#post(
		message: JobMessage<Job>,
		ticket: Ticket<Value>,
		callerStep: RunOptions<Job, Value>["callerStep"],
	): void {
		if (this.#running++ === 0) for (const m of this.#members) m.worker.ref();
		const idlest = this.#members.toSorted(
			(a, b) => a.tickets.size - b.tickets.size,
		);
		const posted = callerStep ? message.workers - 1 : message.workers;
		for (const member of idlest.slice(0, posted)) {
			member.tickets.set(message.id, ticket);
			member.worker.postMessage(message);
		}
		if (callerStep === undefined) return;
		this.#callerWork = this.#callerWork.then(async () => {
			const part = takePart(message, () => callerStep);
			let turn = part.next();
			for (; !turn.done; turn = part.next()) await nextTurn();
			ticket.waiting -= 1;
			this.#answer(ticket, turn.value);
		});
	}

	#hire(): Member<Value> {
		const worker = new Worker(workerUrl(this.#entry), { ref: false });
		const member: Member<Value> = { worker, tickets: new Map() };
		worker.onmessage = (event: MessageEvent<DoneMessage<Value>>) => {
			const ticket = this.#takeTicket(member, event.data.id);
			if (ticket !== undefined) this.#answer(ticket, event.data);
		};
		worker.onerror = (event) => {
			event.preventDefault();
			this.#lose(member, event.message);
		};
		worker.addEventListener("close", () => this.#lose(member, "it ended"));
		worker.postMessage({ open: this.#lock } satisfies OpenMessage);
		if (this.#running > 0) worker.ref();
		return member;
	}

	/** A Worker died: whether it took part is unknown, so all others answer. */
	#lose(member: Member<Value>, reason: string): void {
		this.#members = this.#members.filter((other) => other !== member);
		for (const id of [...member.tickets.keys()]) {
			const ticket = this.#takeTicket(member, id);
			if (ticket === undefined) continue;
			Atomics.store(ticket.control, controlWords.stop, 1);
			const text = `Cannot go on without a Worker of ${this.#entry}: ${reason}`;
			ticket.error ??= new NativeError("native", text);
			ticket.ended = Number.NaN;
			if (ticket.waiting === 0) this.#settle(ticket);
		}
	}

	#takeTicket(member: Member<Value>, id: number): Ticket<Value> | undefined {
		const ticket = member.tickets.get(id);
		if (ticket === undefined) return undefined;
		member.tickets.delete(id);
		ticket.waiting -= 1;
		return ticket;
	}

	/** The first answer says that nothing is left to take, so none may join any
	 * more; a job is over when those that did have answered. Workers that are
	 * still starting are not waited for. */
	#answer(ticket: Ticket<Value>, answer: DoneMessage<Value>): void {
		const { value, error, isLate } = answer;
		if (!isLate) {
			ticket.value ??= value;
			ticket.error ??= error && errorFromMessage(error);
			ticket.ended += 1;
		}
		const joined = closeJob(ticket.control);
		if (ticket.ended === joined || ticket.waiting === 0) this.#settle(ticket);
	}

	#settle(ticket: Ticket<Value>): void {
		if (ticket.isSettled) return;
		ticket.isSettled = true;
		if (--this.#running === 0) for (const m of this.#members) m.worker.unref();
		ticket.settle();
	}
}
