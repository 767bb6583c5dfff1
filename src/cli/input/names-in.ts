/** Words of a query and what stands in its quotes of any kind, each once. */
export function namesIn(text: string): Set<string> {
	const names = new Set<string>();
	for (const [, ...parts] of text.matchAll(
		/"([^"]+)"|'([^']+)'|`([^`]+)`|([\w.:-]+)/g,
	)) {
		const name = parts.find((part) => part !== undefined);
		if (name !== undefined) names.add(name);
	}
	return names;
}
