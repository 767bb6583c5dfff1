/**
 * What nodejs-polars gets in the executable in place of its add-on, by the build
 * (build.ts): the same, opened from where it was unpacked. By itself Bun reads
 * and hashes all of its 115 MB at every start: a job of one row took 112 ms with
 * that and 45 without, on a busy machine.
 */
import { createRequire } from "node:module";
import file from "nodejs-polars-linux-x64-gnu/nodejs-polars.linux-x64-gnu.node" with {
	type: "file",
};
import { unpackedFile } from "../os/unpacked-file.ts";

const addOn = createRequire(import.meta.url)(unpackedFile(file));

export { addOn as "module.exports" };
