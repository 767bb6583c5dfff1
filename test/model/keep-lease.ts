import { digestOf } from "../helpers/digest.ts";
import { contentColumn } from "./content.ts";
import { expectSame } from "./expect-same.ts";
import type { ModelVersion, ShelfModel } from "./shelf-model.ts";

/** What a client process saw of a lease. */
export interface LeaseFacts {
	/** Digest of the whole file. */
	readonly file: string;
	readonly [name: string]: unknown;
}

/** A client was answered with a lease of what is under `key`: compares all
 * that it saw, every value included, and enters the lease into the model. */
export function keepLease(
	model: ShelfModel,
	client: number,
	as: string,
	key: string,
	given: LeaseFacts,
): void {
	const of = model.objects.get(key) as ModelVersion;
	const { file } = given;
	expectSame(`lease of ${key}`, given, factsOf(of, file));
	for (const { lease } of model.leases()) {
		if (lease.of === of) expectSame(`file of ${key}`, file, lease.file);
	}
	model.client(client).leases.push({ as, of, file, isKnown: true });
}

/** What a lease of a version ought to show. */
export function factsOf(of: ModelVersion, file: string): LeaseFacts {
	const { key, version, bytes, content } = of;
	return {
		...{ key, version, kind: "table", rows: content.rows, columns: 1, bytes },
		file,
		values: digestOf(contentColumn(content)),
	};
}
