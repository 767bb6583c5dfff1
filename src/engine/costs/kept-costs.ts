import {
	accessSync,
	constants,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { costsPath, version } from "../../config.ts";
import { FileError } from "../../errors.ts";
import type { Costs } from "./costs.ts";
import { defaultCosts } from "./default-costs.ts";
import { shippedCosts } from "./shipped-costs.ts";

/** What the file of a calibration holds; field names as in it. */
export interface KeptCosts {
	/** Ours: other versions have other kernels. */
	readonly version: string;
	/** The processor's name: another machine may share the directory. */
	readonly processor: string;
	/** ISO 8601. */
	readonly measured: string;
	/** Nanoseconds. */
	readonly costs: Costs;
}

/** The costs that were measured on this machine, by this version; else those
 * that we ship, also where the file cannot be read or is not one of ours. */
export function keptCosts(): Costs {
	return readCosts()?.costs ?? shippedCosts();
}

/** The calibration that counts here; undefined: there is none. */
export function readCosts(): KeptCosts | undefined {
	let kept: unknown;
	try {
		kept = JSON.parse(readFileSync(costsPath(), "utf8"));
	} catch {
		return undefined;
	}
	return isOurs(kept) ? kept : undefined;
}

/**
 * Sees to it that a calibration can be kept, before it is measured.
 * @throws {FileError} `unreadable`: nothing can be written where it is kept
 */
export function checkCostsPlace(): void {
	const directory = dirname(costsPath());
	try {
		mkdirSync(directory, { recursive: true });
		accessSync(directory, constants.W_OK | constants.X_OK);
	} catch (error) {
		throw new FileError(
			"unreadable",
			`Cannot keep what is measured in ${JSON.stringify(directory)}: ${(error as Error).message}; name another directory by ARROWSHELF_CACHE`,
			{ details: { path: directory }, cause: error },
		);
	}
}

/** Keeps a calibration for the searches to come; the file is there whole or
 * not at all. */
export function keepCosts(costs: Costs): KeptCosts {
	const measured = new Date().toISOString();
	const kept = { version, processor: processor(), measured, costs };
	const path = costsPath();
	mkdirSync(dirname(path), { recursive: true });
	const unfinished = `${path}.${process.pid}`;
	try {
		writeFileSync(unfinished, `${JSON.stringify(kept, null, "\t")}\n`);
		renameSync(unfinished, path);
	} catch (error) {
		rmSync(unfinished, { force: true });
		throw error;
	}
	return kept;
}

function isOurs(kept: unknown): kept is KeptCosts {
	if (typeof kept !== "object" || kept === null) return false;
	const { version: by, processor: on, costs } = kept as Partial<KeptCosts>;
	return by === version && on === processor() && areCosts(costs);
}

/** Every constant of ours is there, and a number that a cost can be. */
function areCosts(costs: unknown): boolean {
	return Object.entries(defaultCosts.avx2).every(([kernel, constants]) =>
		Object.keys(constants).every((name) => {
			const given = (costs as Record<string, unknown> | null)?.[kernel];
			const value = (given as Record<string, unknown> | undefined)?.[name];
			return typeof value === "number" && value >= 0 && Number.isFinite(value);
		}),
	);
}

function processor(): string {
	return cpus()[0]?.model.trim() ?? "unknown";
}
