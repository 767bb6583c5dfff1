import { type Pointer, ptr } from "bun:ffi";

/**
 * The address of a view's first byte, 0 for an empty one. It stays good while
 * the view's buffer is held and not detached; holding it is the caller's part.
 */
export function addressOf(view: ArrayBufferView): number {
	// Small typed arrays live inside JavaScript's heap and move; asking for the
	// buffer once gives them memory of their own.
	if (view.buffer.byteLength === 0 || view.byteLength === 0) return 0;
	const pointer: Pointer = ptr(view as NodeJS.TypedArray);
	return pointer;
}
