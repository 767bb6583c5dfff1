/**
 * How long a search takes to end after Ctrl-C, in each of its phases. The
 * times are told, not asserted: they depend on the machine. What is asserted is
 * that it ends as one that was interrupted, and leaves no partial file.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { linesOf } from "../helpers/lines-of.ts";
