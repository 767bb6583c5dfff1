import { expect, test } from "bun:test";
import { CancelledError, cancelledBy } from "../src/errors.ts";

test("cancelledBy() names the call, with the signal's reason as cause", () => {
	const reason = new Error("enough");
	const error = cancelledBy(AbortSignal.abort(reason), "put");
	expect(error).toBeInstanceOf(CancelledError);
	expect(error.message).toBe("The put was cancelled");
	expect(error.cause).toBe(reason);
});

test("cancelledBy() is the reason itself where that says it already", () => {
	const interrupted = new CancelledError("cancelled", "Interrupted");
	expect(cancelledBy(AbortSignal.abort(interrupted), "put")).toBe(interrupted);
});
