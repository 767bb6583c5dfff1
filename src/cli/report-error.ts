import { NotFoundError, ShelfError } from "../errors.ts";
import { ExitError } from "./exit-error.ts";
import { OutputClosedError, write } from "./output/write.ts";
import { UsageError } from "./usage-error.ts";

/** Behind an option its name in the library: `--skip-invalid (skipInvalid:
 * true)`. */
const forPrograms = / \(\w+: (?:true|\[[^\]]*\])\)/g;

/**
 * Says on standard error, in one line, what happened.
 * @returns the exit code that belongs to it
 */
export function reportError(error: unknown): number {
	if (error instanceof OutputClosedError) return 0;
	if (error instanceof ExitError) return error.exitCode;
	write(2, `arrowshelf: ${oneLine(describe(error))}\n`);
	if (process.env.ARROWSHELF_DEBUG && error instanceof Error) {
		write(2, `${Bun.inspect(error)}\n`);
	}
	if (error instanceof UsageError) return 2;
	return error instanceof ShelfError && error.code === "cancelled" ? 130 : 1;
}

function describe(error: unknown): string {
	if (error instanceof NotFoundError) {
		return `${error.message}; arrowshelf ls lists what is there`;
	}
	if (error instanceof ShelfError || error instanceof UsageError) {
		return error.message.replaceAll(forPrograms, "");
	}
	if (isSystemError(error)) return error.message;
	const text = error instanceof Error ? error.message : String(error);
	return `Unexpected error: ${text}; this is a bug in arrowshelf, set ARROWSHELF_DEBUG=1 for the stack`;
}

/** What the operating system refused: its words name the call and the path. */
function isSystemError(error: unknown): error is Error {
	return error instanceof Error && "syscall" in error && "errno" in error;
}

function oneLine(text: string): string {
	return text.replace(/\s*[\r\n]+\s*/g, " ").trim();
}
