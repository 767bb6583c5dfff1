import { ShelfError } from "../../src/errors.ts";

/** How a request ended: with its answer, or with an error of our family. */
export type Outcome =
	// biome-ignore lint/suspicious/noExplicitAny: a raw answer
	| { readonly code: "ok"; readonly ok: any }
	| { readonly code: string; readonly error: ShelfError };

/** Waits for an answer or an error; what is no error of ours is thrown. */
export async function outcomeOf(answer: Promise<unknown>): Promise<Outcome> {
	try {
		return { code: "ok", ok: await answer };
	} catch (error) {
		if (!(error instanceof ShelfError)) throw error;
		return { code: error.code, error };
	}
}
