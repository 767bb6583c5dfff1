import type { ObjectDetails, ObjectInfo } from "../../src/protocol/messages.ts";
import { expectSame } from "./expect-same.ts";
import type { ModelVersion, ShelfModel } from "./shelf-model.ts";
import type { World } from "./world.ts";

/** Compares all that is said of every object with the model. */
export async function expectAllDetails(
	model: ShelfModel,
	world: World,
): Promise<void> {
	const found = await world.control.list();
	expectSame(
		"keys",
		found.map(({ key }) => key),
		model.keys,
	);
	for (const of of model.objects.values()) {
		expectDetails(await world.control.stat(of.key), of);
	}
}

/** Compares what is said of an object with the model. */
export function expectDetails(info: ObjectDetails, of: ModelVersion): void {
	expectSame(`stat ${of.key}`, shown(info), shownOf(of));
	const { metadata } = of.options;
	expectSame(`metadata of ${of.key}`, info.metadata, metadata);
	expectTimes(info);
}

/** The fields that the model knows. `leases` is looked at with `usage`. */
export function shown(info: ObjectInfo) {
	const { key, version, kind, bytes, rows, columns, created } = info;
	const { expires, pinned } = info;
	return {
		...{ key, version, kind, bytes, rows, columns, created },
		...{ expires, pinned },
	};
}

export function shownOf(of: ModelVersion): ReturnType<typeof shown> {
	const { key, version, bytes, created, content } = of;
	const { expires, pinned } = of.options;
	return {
		...{ key, version, kind: "table", bytes, rows: content.rows, columns: 1 },
		...{ created, expires, pinned },
	};
}

/** It was used when it was made, or later. */
export function expectTimes({ key, created, last_used }: ObjectInfo): void {
	const isLater = Date.parse(last_used) >= Date.parse(created);
	expectSame(`${key} used after ${created}`, isLater || last_used, true);
}
