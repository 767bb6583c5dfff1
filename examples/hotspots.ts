/** Where a million positions crowd, and which clusters they make. */
import { connect } from "arrowshelf";

const rows = 1_000_000;
const towns = [
	[46.95, 7.44],
	[47.38, 8.54],
	[46.2, 6.15],
] as const;

/** Degrees about a town, most of them near it. */
const about = (centre: number) =>
	centre + 0.02 * (Math.random() + Math.random() + Math.random() - 1.5);
const at = (axis: 0 | 1) =>
	Float64Array.from({ length: rows }, (_, row) =>
		about((towns[row % 3] ?? towns[0])[axis]),
	);

await using shelf = await connect();
const positions = { lat: at(0), lon: at(1) };
const key = await shelf.put(positions, { key: "positions", replace: true });

// Cells of about 500 m; `output` puts the table on the shelf for others, too.
const spots = await shelf.hotspots(key, {
	metric: "haversine",
	cell: 500,
	top: 3,
	output: "hotspots",
	replace: true,
});
for (const { count, centre } of spots.summary.top) {
	const [lat = 0, lon = 0] = centre;
	console.log(`${count} rows about ${lat.toFixed(2)}, ${lon.toFixed(2)}`);
}

const { labels, summary } = await shelf.cluster(key, { k: 3 });
console.log(`${summary.clusters} clusters: row 0 is in ${labels[0]}`);

await shelf.delete(key);
await shelf.delete("hotspots");
