const radians = Math.PI / 180;
const earthRadius = 6371008.8;

/**
 * Metres between two places given in degrees, in float64. The difference of
 * angles is taken in degrees, where it is exact for near ones; the second form
 * keeps its digits near the antipode.
 */
export function haversine(
	[latitude, longitude]: readonly [number, number],
	[otherLatitude, otherLongitude]: readonly [number, number],
): number {
	const up = Math.sin(((otherLatitude - latitude) * radians) / 2);
	const across = Math.sin(((otherLongitude - longitude) * radians) / 2);
	const scale =
		Math.cos(latitude * radians) * Math.cos(otherLatitude * radians);
	const square = up * up + scale * across * across;
	const upFar = Math.sin(((otherLatitude + latitude) * radians) / 2);
	const acrossFar = Math.cos(((otherLongitude - longitude) * radians) / 2);
	const rest = upFar * upFar + scale * acrossFar * acrossFar;
	return 2 * earthRadius * Math.atan2(Math.sqrt(square), Math.sqrt(rest));
}
