import { linkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { type ObjectName, objectName } from "../protocol/object-name.ts";
import type { ShelfPaths } from "./directory.ts";

/** What becomes an object: a segment's file, and what to call it. */
interface Nameable extends Omit<ObjectName, "version"> {
	readonly segment: string;
}

/** Gives segments their names in objects/, and takes them away: both of
 * constant cost, whatever the size. */
export class ObjectFiles {
	readonly #paths: ShelfPaths;

	constructor(paths: ShelfPaths) {
		this.#paths = paths;
	}

	/** Where a segment's file is, and stays. */
	segmentPath(segment: string): string {
		return join(this.#paths.segments, segment);
	}

	/** Where a freed segment is kept for the next put. */
	recycledPath(name: string): string {
		return join(this.#paths.free, name);
	}

	/** Gives a version's own name to another segment that holds it: it was
	 * spilled, and its name taken away. */
	relink(name: ObjectName, segment: string): void {
		linkSync(this.segmentPath(segment), this.#objectPath(name));
	}

	/**
	 * Names a segment with the first version number that is free: one above
	 * `lowest` may be taken by a damaged file that recovery left alone.
	 * @returns the version
	 */
	link(object: Nameable, lowest: number): number {
		const segment = this.segmentPath(object.segment);
		for (let version = lowest; ; version += 1) {
			try {
				linkSync(segment, this.#objectPath({ ...object, version }));
				return version;
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
			}
		}
	}

	/** Takes a version's name away; one that is gone already is fine. */
	unlink(name: ObjectName): void {
		try {
			unlinkSync(this.#objectPath(name));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		}
	}

	#objectPath(name: ObjectName): string {
		return join(this.#paths.objects, objectName(name));
	}
}
