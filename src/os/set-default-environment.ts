import { libc } from "./libc.ts";

/**
 * Gives an environment variable a value that native libraries see, unless it
 * has one: what is written to process.env does not reach them. For the main
 * thread, before other threads may read the environment.
 */
export function setDefaultEnvironment(name: string, value: string): void {
	const text = (string: string) => Buffer.from(`${string}\0`);
	libc().setenv(text(name), text(value), 0);
}
