import { libc } from "./libc.ts";

/** Whether an open descriptor is a terminal: isatty(3). That of `node:tty` comes
 * with sockets and streams, which take 1.7 ms to load. */
export function isatty(descriptor: number): boolean {
	return libc().isatty(descriptor) === 1;
}
