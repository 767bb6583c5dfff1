/** How many rows have each label from 0 to `clusters - 1`. */
export function clusterSizes(labels: Int32Array, clusters: number): number[] {
	const sizes = new Array<number>(clusters).fill(0);
	for (const label of labels) {
		if (label >= 0) sizes[label] = (sizes[label] ?? 0) + 1;
	}
	return sizes;
}
