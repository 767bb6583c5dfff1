import { join } from "node:path";
import { cached, hashOf } from "../../scripts/cache.ts";
import { requireProgram } from "../../scripts/run-program.ts";

/**
 * A Python that has the packages of a requirements file: a virtual environment
 * kept outside the checkout, made on the first call, which takes a minute.
 *
 * @param requirements the file's path; each other content is another
 *   environment
 * @returns the path of its interpreter
 * @throws {StepError} with what venv or pip printed
 */
export async function pythonWith(requirements: string): Promise<string> {
	const wanted = await Bun.file(requirements).text();
	const version = await requireProgram(["python3", "--version"]);
	const directory = await cached(
		`python-${hashOf([version, wanted])}`,
		async (unfinished) => {
			await requireProgram(["python3", "-m", "venv", unfinished]);
			// By its interpreter alone, which finds its packages also after the
			// folder has got its name; the scripts in bin/ would not.
			const pip = [join(unfinished, "bin/python"), "-m", "pip", "install"];
			await requireProgram([...pip, "--quiet", "--requirement", requirements]);
		},
	);
	return join(directory, "bin/python");
}
