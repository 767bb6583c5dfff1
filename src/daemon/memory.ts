import type { ObjectFiles } from "./object-files.ts";
import type { Account, Quota } from "./quota.ts";
import { type RecycledSegment, RecycledSegments } from "./recycled-segments.ts";
import type { Storage } from "./storage.ts";

/**
 * What may be done when a put does not fit and nothing is about to be free.
 * @param bytes that are missing
 * @returns whether it has freed something, or begun to; false leaves all as it
 * was
 * @throws {FileError} what kept it from it
 */
export type MakeRoom = (bytes: number) => Promise<boolean>;

/** How much is asked for. */
export interface Wish {
	readonly bytes: number;
	/** As little as this will do: no room is made for the rest, and at most half
	 * of what is free is given for it. All by default. */
	readonly least?: number | undefined;
}

/** Bytes that are counted as pending now, some of them in a recycled file. */
interface Grant {
	readonly bytes: number;
	readonly recycled: RecycledSegment | undefined;
}

/** Milliseconds without a put after which recycled memory is given back. */
const idleMs = 60_000;

/**
 * Where segments get their memory and leave it. Bytes are counted before they
 * are taken, and until they are really free. A put that does not fit waits for
 * what is being freed already; those that wait are served in order.
 */
export class Memory {
	readonly quota: Quota;
	readonly #files: ObjectFiles;
	readonly #storage: Storage;
	readonly #warn: (message: string) => void;
	readonly #recycled: RecycledSegments;
	readonly #freeing = new Set<Promise<void>>();
	#makeRoom: MakeRoom = async () => false;
	#waiting = 0;
	#turn: Promise<unknown> = Promise.resolve();
	#timer: Timer | undefined;
	#isOver = false;

	constructor(
		quota: Quota,
		files: ObjectFiles,
		storage: Storage,
		warn: (message: string) => void,
	) {
		this.quota = quota;
		this.#files = files;
		this.#storage = storage;
		this.#warn = warn;
		this.#recycled = new RecycledSegments(quota.capacity);
	}

	/** Says how room is made from now on. */
	makeRoomBy(makeRoom: MakeRoom): void {
		this.#makeRoom = makeRoom;
	}

	/**
	 * Makes a segment with real memory, counted as pending.
	 * @param isWanted asked again where it has to wait: nothing leaves memory
	 * for one who has gone
	 * @returns how many bytes it has; 0 when the shelf has no room for it
	 * @throws {FileError} `disk_full` when the machine has none; nothing is
	 * counted then
	 */
	async allocate(
		segment: string,
		wish: Wish,
		isWanted: () => boolean = () => true,
	): Promise<number> {
		const granted = await this.#claim(wish, true, isWanted);
		if (granted === undefined) return 0;
		const { bytes, recycled } = granted;
		const counted = Math.max(bytes, recycled?.bytes ?? 0);
		try {
			await this.#reserve(segment, bytes, recycled);
		} catch (error) {
			await this.#unmake(segment, recycled);
			this.quota.release(counted, "pending");
			throw error;
		}
		this.quota.release(counted - bytes, "pending");
		return bytes;
	}

	/** Grows one that has `before` bytes by as much as is wished; the rest as
	 * `allocate`. @returns how many bytes it has in all; 0 when there is no room */
	async extend(segment: string, before: number, wish: Wish): Promise<number> {
		const granted = await this.#claim(wish, false, () => true);
		if (granted === undefined) return 0;
		const path = this.#files.segmentPath(segment);
		const bytes = before + granted.bytes;
		try {
			await this.#sparing(() => this.#storage.run("extend", { path, bytes }));
		} catch (error) {
			this.quota.release(granted.bytes, "pending");
			throw error;
		}
		return bytes;
	}

	/** Takes a segment back that nobody may use any more. Resolves when it is
	 * free, or kept for the next put. */
	giveBack(segment: string, bytes: number, from: Account): Promise<void> {
		const path = this.#files.segmentPath(segment);
		const name = this.#isOver ? undefined : this.#recycled.nameFor(bytes);
		const to = name === undefined ? null : this.#files.recycledPath(name);
		return this.#untilFree(async () => {
			const isKept = await this.#storage.run("retire", { path, to });
			if (!isKept || name === undefined) {
				this.quota.release(bytes, from);
				return;
			}
			this.quota.move(bytes, from, "recycled");
			this.#drop(this.#recycled.add({ name, bytes }));
			if (this.#isOver) this.#drop(this.#recycled.takeOldest(bytes));
			this.#restartTimer();
		});
	}

	/** Gives all recycled memory back. Resolves when it is free. */
	async dropRecycled(): Promise<void> {
		clearTimeout(this.#timer);
		this.#drop(this.#recycled.takeOldest(Number.POSITIVE_INFINITY));
		await this.#freed();
	}

	/** Keeps nothing from now on. Resolves when all that is given back is free. */
	async end(): Promise<void> {
		this.#isOver = true;
		do await this.dropRecycled();
		while (this.#freeing.size > 0);
	}

	/**
	 * Counts bytes as pending: those of a recycled segment, if one will do, or
	 * free ones. In order of asking where some have to wait.
	 */
	async #claim(wish: Wish, mayRecycle: boolean, isWanted: () => boolean) {
		const now = this.#waiting === 0 && this.#grant(wish, mayRecycle);
		if (now) return now;
		this.#waiting += 1;
		const turn = this.#turn.then(() =>
			this.#grantInTurn(wish, mayRecycle, isWanted),
		);
		this.#turn = turn.catch(() => undefined);
		try {
			return await turn;
		} finally {
			this.#waiting -= 1;
		}
	}

	async #grantInTurn(
		wish: Wish,
		mayRecycle: boolean,
		isWanted: () => boolean,
	): Promise<Grant | undefined> {
		const least = wish.least ?? wish.bytes;
		while (isWanted()) {
			const granted = this.#grant(wish, mayRecycle);
			if (granted !== undefined) return granted;
			if (least > this.quota.capacity) return undefined;
			const missing = this.quota.missing(least);
			if (this.#freeing.size > 0) await this.#freed();
			else if (this.#recycled.size > 0) {
				this.#drop(this.#recycled.takeOldest(missing));
			} else if (!(await this.#makeRoom(missing))) return undefined;
		}
		return undefined;
	}

	/** As much as is wished, or less where that is enough. */
	#grant(
		{ bytes, least = bytes }: Wish,
		mayRecycle: boolean,
	): Grant | undefined {
		const all = this.#grantAll(bytes, mayRecycle);
		const { free } = this.quota;
		if (all !== undefined || free < least || least === bytes) return all;
		const spare = Math.floor((free - least) / 2);
		return this.#grantAll(Math.min(bytes, least + spare), mayRecycle);
	}

	#grantAll(bytes: number, mayRecycle: boolean): Grant | undefined {
		const recycled = mayRecycle ? this.#recycled.take(bytes) : undefined;
		if (recycled !== undefined) {
			const more = Math.max(0, bytes - recycled.bytes);
			if (this.quota.reserve(more)) {
				this.quota.move(recycled.bytes, "recycled", "pending");
				return { bytes, recycled };
			}
			this.#recycled.add(recycled);
		}
		return this.quota.reserve(bytes)
			? { bytes, recycled: undefined }
			: undefined;
	}

	async #reserve(
		segment: string,
		bytes: number,
		recycled: RecycledSegment | undefined,
	): Promise<void> {
		const path = this.#files.segmentPath(segment);
		const from = recycled ? this.#files.recycledPath(recycled.name) : null;
		// Tried again, it finds that the recycled file is gone, and makes one.
		await this.#sparing(() =>
			this.#storage.run("reserve", { path, bytes, recycled: from }),
		);
	}

	/** A Worker that died may have left either file. */
	async #unmake(
		segment: string,
		recycled: RecycledSegment | undefined,
	): Promise<void> {
		const paths = [this.#files.segmentPath(segment)];
		if (recycled) paths.push(this.#files.recycledPath(recycled.name));
		await this.#storage.run("free", { paths }).catch((error) => {
			this.#warn(error.message);
		});
	}

	/** What the machine has no memory for is tried again without the recycled
	 * segments. */
	async #sparing(task: () => Promise<unknown>): Promise<void> {
		try {
			await task();
		} catch (error) {
			if ((error as { code?: unknown }).code !== "disk_full") throw error;
			if (this.#recycled.size === 0) throw error;
			await this.dropRecycled();
			await task();
		}
	}

	#drop(segments: readonly RecycledSegment[]): void {
		if (segments.length === 0) return;
		const paths = segments.map(({ name }) => this.#files.recycledPath(name));
		const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
		this.#untilFree(async () => {
			await this.#storage.run("free", { paths });
			this.quota.release(bytes, "recycled");
		});
	}

	/** What cannot be freed stays counted: the memory is taken. */
	#untilFree(task: () => Promise<void>): Promise<void> {
		const freeing = task()
			.catch((error) => this.#warn(error.message))
			.finally(() => this.#freeing.delete(freeing));
		this.#freeing.add(freeing);
		return freeing;
	}

	async #freed(): Promise<void> {
		await Promise.all(this.#freeing);
	}

	#restartTimer(): void {
		clearTimeout(this.#timer);
		if (this.#isOver) return;
		this.#timer = setTimeout(() => void this.dropRecycled(), idleMs).unref();
	}
}
