import { selfCommand } from "./self-command.ts";

/** The command of a process that does one job with polars, see
 * `serve-polars-job.ts`; not meant for people. */
export function polarsCommand(): string[] {
	return [...selfCommand(), "polars-job"];
}
