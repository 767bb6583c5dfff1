import type { Content } from "./content.ts";
import { expectSame } from "./expect-same.ts";
import { keepLease } from "./keep-lease.ts";
import type { ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/**
 * A put has succeeded: looks at the version that came, enters it into the
 * model, and takes the answers of those who waited for it.
 */
export async function published(
	model: ShelfModel,
	world: World,
	key: string,
	content: Content,
	version = model.nextVersion(key),
): Promise<void> {
	const info = await world.control.stat(key);
	expectSame(
		`stat ${key}`,
		{ version: info.version, rows: info.rows, columns: info.columns },
		{ version, rows: content.rows, columns: 1 },
	);
	const { bytes, created } = info;
	model.publish({ key, version, content, bytes, created });
	for (const { client, wait } of model.satisfiedWaits()) {
		const answers = await wait.answer;
		for (const [at, answer] of answers.entries()) {
			const waited = wait.keys[at] as string;
			keepLease(model, client, `${wait.as}.${at}`, waited, answer);
		}
	}
}
