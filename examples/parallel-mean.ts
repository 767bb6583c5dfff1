/** Your own function on chunks of a shared table, one Worker a core. */
import { connect } from "arrowshelf";
import type { Part } from "./mean.ts";

await using shelf = await connect();
const price = Float64Array.from({ length: 1_000_000 }, (_, row) => row % 100);
const key = await shelf.put({ price }, { key: "prices", replace: true });

const module = new URL("./mean.ts", import.meta.url);
const parts = await shelf.parallel<Part>(key, module, { cores: 6 });
const sum = parts.reduce((total, part) => total + part.sum, 0);
const rows = parts.reduce((total, part) => total + part.rows, 0);
console.log(`mean of ${rows} prices in ${parts.length} chunks: ${sum / rows}`);

await shelf.delete(key);
