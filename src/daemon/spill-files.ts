import { renameSync } from "node:fs";
import { join } from "node:path";
import { type ObjectName, objectName } from "../protocol/object-name.ts";
import { partSuffix } from "../segments/spill-file.ts";
import type { Storage } from "./storage.ts";

/** A version whose file is, or would be, on disk. */
type Spillable = ObjectName & { readonly bytes: number };

/** The versions that were moved to disk: one file each, called as in objects/. */
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

	/** Counts a version that is there. */
	add({ bytes }: Spillable): void {
		this.#bytes += bytes;
	}

	/**
	 * Takes a version away for good, at a constant cost: its bytes go later.
	 * @throws the system's error when its name cannot be taken away
	 */
	unlink(stored: Spillable): void {
		const path = this.path(stored);
		const part = `${path}${partSuffix}`;
		try {
			renameSync(path, part);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		}
		this.#bytes -= stored.bytes;
		this.#storage
			.run("free", { paths: [part] })
			.catch((error) => this.#warn(error.message));
	}
}
