import { availableParallelism, tmpdir } from "node:os";
import { ShelfError } from "../../errors.ts";
import { isNoexec } from "../../os/is-noexec.ts";
import { type Finding, fine } from "./finding.ts";

/** Whether libraries can run from where the executable unpacks them. */
export function checkTempDirectory(): Finding {
	const check = "temporary directory";
	const directory = tmpdir();
	if (!isNoexec(directory))
		return fine(check, `${directory}, programs may run`);
	return {
		check,
		status: "broken",
		detail: `${directory} is mounted noexec: the native library cannot be opened`,
		remedy: "set TMPDIR to a directory where programs may run",
	};
}

/** Whether the native library loads, and what it makes of this processor. */
export async function checkNativeLibrary(): Promise<Finding> {
	const check = "native library";
	try {
		const { nativeVersion } = await import("../../native/library.ts");
		return fine(check, `${nativeVersion()}, ${availableParallelism()} cores`);
	} catch (error) {
		if (!(error instanceof ShelfError)) throw error;
		return {
			check,
			status: "broken",
			detail: error.message,
			remedy: "see above; search does not work until it loads",
		};
	}
}
