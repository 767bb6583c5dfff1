/** What `answer` fails with; fails itself when it does not. */
export async function failure(answer: Promise<unknown>): Promise<Error> {
	try {
		await answer;
	} catch (error) {
		if (error instanceof Error) return error;
		throw error;
	}
	throw new Error("Expected a failure");
}
