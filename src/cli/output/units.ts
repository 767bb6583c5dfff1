/** Sizes and durations as the command line takes them; durations, counts and
 * ages as it shows them. */

const sizeUnits: Readonly<Record<string, number>> = {
	"": 1,
	b: 1,
	k: 2 ** 10,
	m: 2 ** 20,
	g: 2 ** 30,
	t: 2 ** 40,
	kb: 1e3,
	mb: 1e6,
	gb: 1e9,
	tb: 1e12,
	kib: 2 ** 10,
	mib: 2 ** 20,
	gib: 2 ** 30,
	tib: 2 ** 40,
};

const durationUnits: Readonly<Record<string, number>> = {
	ms: 1,
	s: 1e3,
	m: 60e3,
	min: 60e3,
	h: 3600e3,
	d: 86_400e3,
};

/** Bytes of `8GiB`, `500MB`, `4g` or `1024`; undefined for anything else. */
export function parseSize(text: string): number | undefined {
	return parseWithUnit(text, sizeUnits);
}

/** Milliseconds of `90s`, `1.5h` or `250ms`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
	return parseWithUnit(text, durationUnits);
}

function parseWithUnit(
	text: string,
	units: Readonly<Record<string, number>>,
): number | undefined {
	const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
	const factor = units[match?.[2]?.toLowerCase() ?? "none"];
	if (match === null || factor === undefined) return undefined;
	const value = Math.round(Number(match[1]) * factor);
	return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** `100,000`, whatever the locale. */
export function formatCount(count: number): string {
	// toLocaleString() takes 1.2 ms to say its first.
	return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 row`, `100,000 rows`. */
export function formatRows(count: number): string {
	return `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
}

/** Three figures: `0.42 ms`, `81.3 ms`, `1.23 s`, then `2 min 5 s`, `3 h 4 min`. */
export function formatSeconds(seconds: number): string {
	if (seconds > 0 && seconds < 5e-6) return "<0.01 ms";
	if (seconds < 0.9995) return `${threeFigures(seconds * 1e3)} ms`;
	if (seconds < 60) return `${threeFigures(seconds)} s`;
	const whole = Math.round(seconds);
	const [days, hours] = [Math.floor(whole / 86_400), Math.floor(whole / 3600)];
	if (days > 0) return `${days} d ${hours % 24} h`;
	const minutes = Math.floor(whole / 60);
	if (hours > 0) return `${hours} h ${minutes % 60} min`;
	return `${minutes} min ${whole % 60} s`;
}

/** `4.2 million`, `81 thousand`, `312`. */
export function formatLarge(value: number): string {
	if (value >= 1e6) return `${threeFigures(value / 1e6)} million`;
	if (value >= 1e4) return `${threeFigures(value / 1e3)} thousand`;
	return value >= 100 ? formatCount(Math.round(value)) : threeFigures(value);
}

function threeFigures(value: number): string {
	if (value >= 99.95) return value.toFixed(0);
	return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** When an ISO 8601 time will be: `in 59 min 12 s`, `now`; null is `never`. */
export function formatExpiry(time: string | null): string {
	if (time === null) return "never";
	const seconds = (Date.parse(time) - Date.now()) / 1000;
	return seconds < 1 ? "now" : `in ${wholeSeconds(seconds)}`;
}

/** How long ago an ISO 8601 time was: `3 min 5 s ago`, `just now`. */
export function formatAge(time: string): string {
	const seconds = (Date.now() - Date.parse(time)) / 1000;
	return seconds < 1 ? "just now" : `${wholeSeconds(seconds)} ago`;
}

function wholeSeconds(seconds: number): string {
	const whole = Math.floor(seconds);
	return whole < 60 ? `${whole} s` : formatSeconds(whole);
}
