/** `65.5 %` of a total; what is there is never 0. */
export function formatPercent(count: number, total: number): string {
	const part = (100 * count) / total;
	return count > 0 && part < 0.05 ? "<0.1 %" : `${part.toFixed(1)} %`;
}
