import { readFileSync, realpathSync } from "node:fs";

/**
 * Whether programs and libraries in a directory may not run: by the mount that
 * holds it, of several the longest path, and of those the last mounted
 * (proc_pid_mountinfo(5): fields 5 and 6).
 * @throws {Error} the system's, where there is no such directory
 */
export function isNoexec(directory: string): boolean {
	const place = `${realpathSync(directory)}/`;
	let longest = "";
	let options = "";
	for (const line of readFileSync("/proc/self/mountinfo", "utf8").split("\n")) {
		const [, , , , mount = "", given = ""] = line.split(" ");
		const prefix = mount === "/" ? "/" : `${mount}/`;
		if (mount === "" || !place.startsWith(prefix)) continue;
		if (prefix.length >= longest.length) {
			longest = prefix;
			options = given;
		}
	}
	return options.split(",").includes("noexec");
}
