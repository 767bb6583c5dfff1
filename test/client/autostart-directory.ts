import {
	type TemporaryDirectory,
	temporaryDirectory,
} from "../helpers/temporary-directory.ts";
import { stopDaemon } from "./daemon-kinds.ts";

/** A directory in which a daemon may be started; it ends with the directory. */
export function autostartDirectory(): Omit<
	TemporaryDirectory,
	typeof Symbol.dispose
> &
	AsyncDisposable {
	const directory = temporaryDirectory();
	return {
		path: directory.path,
		file: directory.file,
		async [Symbol.asyncDispose]() {
			await stopDaemon(directory.path);
			directory[Symbol.dispose]();
		},
	};
}
