import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type ObjectName, objectName } from "../protocol/object-name.ts";
import { partName } from "./part-name.ts";
import type { Storage } from "./storage.ts";
import { uniqueName } from "./unique-name.ts";

/** A version whose file is, or would be, on disk. */
type Spillable = ObjectName & { readonly bytes: number };

/** The versions that were moved to disk: one file each, called as in objects/.
 * What is not complete, or not wanted any more, has a name that is never used
 * again. */
export class SpillFiles {
	/** Undefined where nothing is spilled. */
	readonly directory: string | undefined;
	readonly #storage: Storage;
	readonly #warn: (message: string) => void;
	#bytes = 0;

	constructor(
		directory: string | undefined,
		storage: Storage,
		warn: (message: string) => void,
	) {
		this.directory = directory;
		this.#storage = storage;
		this.#warn = warn;
	}

	/** Bytes on disk. */
	get bytes(): number {
		return this.#bytes;
	}

	/** Where a version's file is, or would be. */
	path(name: ObjectName): string {
		return join(this.directory ?? "", objectName(name));
	}

	/** Where a version's file can be made, or lie until it is freed. */
	partPath(name: ObjectName): string {
		const part = partName(name, uniqueName());
		return join(this.directory ?? "", part);
	}

	/** Whether a file has the name already. */
	has(name: ObjectName): boolean {
		return this.directory !== undefined && existsSync(this.path(name));
	}

	/** Counts a version that is there. */
	add({ bytes }: Spillable): void {
		this.#bytes += bytes;
	}

	/** The copy of a version is complete: from now on it is there. */
	complete(stored: Spillable, part: string): void {
		renameSync(part, this.path(stored));
		this.add(stored);
	}

	/**
	 * Takes a version away for good, at a constant cost: its bytes go later.
	 * @throws the system's error when its name cannot be taken away
	 */
	unlink(stored: Spillable): void {
		const part = this.partPath(stored);
		try {
			renameSync(this.path(stored), part);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		}
		this.#bytes -= stored.bytes;
		void this.free(part);
	}

	/** Frees a part; what fails is freed by the next start. */
	async free(part: string): Promise<void> {
		await this.#storage
			.run("free", { paths: [part] })
			.catch((error) => this.#warn(error.message));
	}
}
