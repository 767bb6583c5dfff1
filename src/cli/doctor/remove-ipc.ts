import { existsSync, readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { type Finding, fine } from "./finding.ts";

const check = "systemd RemoveIPC";

/** Where logind reads its settings: of two, the later one counts. */
const places = ["/usr/lib/systemd", "/run/systemd", "/etc/systemd"];

/** The first uid that is a person's: logind leaves system users alone. */
const firstUserId = 1000;

/**
 * Whether systemd deletes this user's shared memory at the last logout
 * (logind.conf, RemoveIPC), and the shelf with it.
 */
export function checkRemoveIpc(directory: string): Finding {
	if (!existsSync("/run/systemd/system")) return fine(check, "no systemd here");
	if (!directory.startsWith("/dev/shm/")) {
		return fine(check, "the shelf is not in /dev/shm");
	}
	if ((process.getuid?.() ?? 0) < firstUserId) {
		return fine(check, "does not touch system users");
	}
	const username = userName();
	if (existsSync(`/var/lib/systemd/linger/${username}`)) {
		return fine(check, `off for ${username}, who lingers`);
	}
	if (!removesIpc()) return fine(check, "off");
	return {
		check,
		status: "warning",
		detail: `on: the shelf is deleted at the last logout of ${username}`,
		remedy: `loginctl enable-linger ${username}, or RemoveIPC=no in /etc/systemd/logind.conf`,
	};
}

/** A user need not be in the system's list: then the number is the name. */
function userName(): string {
	try {
		return userInfo().username;
	} catch {
		return String(process.getuid?.());
	}
}

function removesIpc(): boolean {
	const files = places.flatMap((place) => [
		join(place, "logind.conf"),
		...listed(join(place, "logind.conf.d")),
	]);
	let value = "yes";
	for (const file of files.filter(existsSync)) {
		const text = readFileSync(file, "utf8");
		for (const match of text.matchAll(/^\s*RemoveIPC\s*=\s*(\S+)/gm)) {
			value = match[1] ?? value;
		}
	}
	return /^(1|yes|y|true|t|on)$/i.test(value);
}

function listed(directory: string): string[] {
	if (!existsSync(directory)) return [];
	const names = readdirSync(directory).filter((name) => name.endsWith(".conf"));
	return names.sort().map((name) => join(directory, name));
}
