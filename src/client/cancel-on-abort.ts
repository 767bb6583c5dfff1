/**
 * Waits for an answer, and has `cancel` called once when the signal is aborted
 * meanwhile; the answer still counts, whatever it is.
 */
export async function cancelOnAbort<T>(
	answer: Promise<T>,
	signal: AbortSignal,
	cancel: () => void,
): Promise<T> {
	signal.addEventListener("abort", cancel, { once: true });
	try {
		return await answer;
	} finally {
		signal.removeEventListener("abort", cancel);
	}
}
