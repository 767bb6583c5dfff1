import { type AskedOptions, expectOptions } from "./asked-options.ts";
import type { Content } from "./content.ts";
import { expectSame } from "./expect-same.ts";
import { keepLease } from "./keep-lease.ts";
import { outcomeOf } from "./outcome.ts";
import { isRefusedRestore } from "./refused-restore.ts";
import { plainOptions, type ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/** A put that was answered, or happened all the same. */
interface Published {
	readonly content: Content;
	readonly options?: AskedOptions;
	/** When it was asked, where it has a ttl. */
	readonly sinceMs?: number;
	/** The next one by default. */
	readonly version?: number;
}

/**
 * A put has succeeded: looks at the version that came, enters it into the
 * model, and takes the answers of those who waited for it.
 */
export async function published(
	model: ShelfModel,
	world: World,
	key: string,
	{ content, options = {}, sinceMs = 0, ...put }: Published,
): Promise<void> {
	const version = put.version ?? model.nextVersion(key);
	const info = await world.control.stat(key);
	expectSame(
		`stat ${key}`,
		{ version: info.version, rows: info.rows, columns: info.columns },
		{ version, rows: content.rows, columns: 1 },
	);
	const { bytes, created } = info;
	model.publish({
		...{ key, version, content, bytes, created },
		options: expectOptions(info, options, plainOptions, sinceMs),
	});
	for (const { client, wait } of model.satisfiedWaits()) {
		const outcome = await outcomeOf(wait.answer);
		if (isRefusedRestore(model, outcome, wait.keys)) continue;
		expectSame(`wait for ${wait.keys}`, outcome.code, "ok");
		if (!("ok" in outcome)) continue;
		for (const [at, answer] of outcome.ok.entries()) {
			const waited = wait.keys[at] as string;
			keepLease(model, client, `${wait.as}.${at}`, waited, answer);
		}
	}
}
