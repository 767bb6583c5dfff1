/** Ends the program with an exit code: what there is to say was said. */
export class ExitError extends Error {
	override readonly name = "ExitError";
	readonly exitCode: number;

	constructor(exitCode: number) {
		super(`Exit code ${exitCode}`);
		this.exitCode = exitCode;
	}
}
