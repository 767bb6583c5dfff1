import type { OutOfMemoryError } from "../../src/errors.ts";
import { expectSame } from "./expect-same.ts";
import type { Outcome } from "./outcome.ts";
import type { ShelfModel } from "./shelf-model.ts";

/**
 * Whether leases were refused since what was spilled does not fit into memory
 * again; that it does not is looked at, too.
 */
export function isRefusedRestore(
	model: ShelfModel,
	outcome: Outcome,
	keys: readonly string[],
): boolean {
	if (outcome.code !== "out_of_memory") return false;
	expectSame("a refused restore", model.whenFull, "spill");
	const { needed } = (outcome as { error: OutOfMemoryError }).error.details;
	const wanted = keys.map((key) => model.objects.get(key));
	// Those of several that are there already are held meanwhile.
	const held = wanted
		.slice(0, -1)
		.reduce((sum, version) => sum + (version?.bytes ?? 0), model.held);
	if ((needed as number) > model.capacity - held) return true;
	throw new Error(
		`${keys} need ${needed} bytes, and ${held} of ${model.capacity} are held`,
	);
}
