/** Tables outlive the daemon: what was sealed is there after a restart. */
import { connect } from "arrowshelf";

{
	await using shelf = await connect();
	await shelf.put({ x: Float32Array.of(1, 2, 3) }, { key: "kept" });
	await shelf.shutdown();
}

await using shelf = await connect(); // starts another one
using lease = await shelf.get("kept");
console.log("still there:", lease.table.getChild("x")?.toArray());
await shelf.delete("kept");
