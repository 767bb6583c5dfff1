import { existsSync } from "node:fs";
import { PolarsPipe } from "../../formats/polars-pipe.ts";
import { polarsCommand } from "../polars-command.ts";
import { beginsLikeArrow } from "./begins-like-arrow.ts";

/**
 * Starts polars for a file that is likely to need it, before anything else is
 * loaded: it takes 45 ms until it can begin, and what is loaded for a put 8.
 * Undefined for standard input, and for what is no file or begins like Arrow.
 */
export function startPolars(argument: string): PolarsPipe | undefined {
	if (argument === "-" || !existsSync(argument)) return undefined;
	if (beginsLikeArrow(argument)) return undefined;
	return new PolarsPipe(polarsCommand());
}
