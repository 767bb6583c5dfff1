/** A class of typed arrays. */
export interface ViewConstructor<T> {
	readonly BYTES_PER_ELEMENT: number;
	new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/**
 * The first `count` values in `bytes`: a view on the same memory, or a copy
 * where they are not aligned for their type, which files may do.
 * @throws {RangeError} when there are fewer
 */
export function typedView<T>(
	View: ViewConstructor<T>,
	bytes: Uint8Array,
	count: number,
): T {
	const width = View.BYTES_PER_ELEMENT;
	if (bytes.length < count * width) {
		throw new RangeError(
			`Cannot view ${count} values of ${width} bytes in ${bytes.length} bytes`,
		);
	}
	if (bytes.byteOffset % width === 0) {
		return new View(bytes.buffer, bytes.byteOffset, count);
	}
	return new View(bytes.slice(0, count * width).buffer, 0, count);
}
