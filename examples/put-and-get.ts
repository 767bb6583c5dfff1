/** Puts a table on the shelf, and reads it back without copying. */
import { tableFromArrays } from "apache-arrow";
import { connect } from "arrowshelf";

await using shelf = await connect();

const prices = tableFromArrays({
	day: Int32Array.of(1, 2, 3, 4),
	price: Float64Array.of(99.5, 101.25, 100, 102.75),
});
const key = await shelf.put(prices, { key: "prices", replace: true });

using lease = await shelf.get(key);
console.log(`${lease.key} has ${lease.table.numRows} rows at ${lease.path}`);

// The column is a view of the shared memory: every process sees the same bytes.
const column = lease.table.getChild("price")?.toArray() as Float64Array;
console.log("same memory:", column.buffer === lease.bytes.buffer);
console.log("highest price:", Math.max(...column));

for (const { key, rows, bytes } of await shelf.list()) {
	console.log(key, rows, bytes);
}
await shelf.delete(key);
