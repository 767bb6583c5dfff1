/** How columns of latitudes and longitudes are called. */
export const placeNames = {
	latitude: /^(lat|latitude)$/i,
	longitude: /^(lon|lng|long|longitude)$/i,
} as const;
