/** The ten nearest neighbours of each of 100,000 points, on all cores. */
import { connect } from "arrowshelf";

const rows = 100_000;
const column = () => Float64Array.from({ length: rows }, Math.random);

await using shelf = await connect(); // starts the daemon if there is none
const points = { x: column(), y: column(), z: column() };
const key = await shelf.put(points, { key: "points", replace: true });

const near = await shelf.knn(key, { k: 10 });
const { summary } = near;
console.log(`${summary.rows} points, ${summary.index.reason}`);
console.log(`mean distance ${summary.mean_distance?.toFixed(4)}`);
console.log(`neighbours of point 0: ${near.neighbors.subarray(0, 10)}`);

await shelf.delete(key);
