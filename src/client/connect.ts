import { basename } from "node:path";
import { limits, shelfDirectory, socketPath } from "../config.ts";
import { ConnectionError } from "../errors.ts";
import { checkProtocol, protocolVersion } from "../protocol/version.ts";
import type { Channel } from "./channel.ts";
import { openChannel } from "./open-channel.ts";
import { Shelf } from "./shelf.ts";

export interface ConnectOptions {
	/** The shelf's directory; default $ARROWSHELF_DIR, else the user's own. */
	readonly dir?: string | undefined;
	/** Whether to start a daemon where none answers; default true. */
	readonly autostart?: boolean | undefined;
	/** What the daemon calls this client; default the program's name. */
	readonly client?: string | undefined;
}

/**
 * Connects to the daemon of a shelf, starting one if none is there. Several
 * processes may do so at once: one daemon wins, all of them reach it.
 *
 * The connection owns the leases taken through it: they end when it closes,
 * however the process ends. An idle connection does not keep the process alive.
 *
 * @throws {ConnectionError} `no_daemon` (none answers, and none was started),
 * `forbidden` (another user's shelf), `version_mismatch`
 * @throws {RangeError} for a directory whose socket path would be too long
 *
 * @example
 * await using shelf = await connect();
 * const key = await shelf.put({ x: new Float64Array([1, 2, 3]) });
 */
export async function connect(options: ConnectOptions = {}): Promise<Shelf> {
	const directory = shelfDirectory(options.dir);
	checkPathLength(socketPath(directory));
	const client = options.client ?? programName();
	for (let attempt = 1; ; attempt += 1) {
		const channel = await openOrStart(directory, options.autostart !== false);
		try {
			await greet(channel, client);
			return new Shelf(channel, directory);
		} catch (error) {
			if (!isEnding(error) || attempt === attempts) throw error;
		}
	}
}

/** Where a daemon ends while it is asked, the next one is asked instead. */
const attempts = 3;

async function openOrStart(
	directory: string,
	autostart: boolean,
): Promise<Channel> {
	const there = await openChannel(directory);
	if (there !== undefined) return there;
	if (!autostart) throw noDaemon(directory);
	const { startDaemon } = await import("./start-daemon.ts");
	await startDaemon(directory);
	const started = await openChannel(directory);
	if (started === undefined) throw noDaemon(directory);
	return started;
}

/** The daemon closed a connection that it had not answered on yet. */
function isEnding(error: unknown): boolean {
	return error instanceof ConnectionError && error.code === "connection_lost";
}

async function greet(channel: Channel, client: string): Promise<void> {
	try {
		const daemon = await channel.request("hello", {
			protocol: protocolVersion,
			client,
			pid: process.pid,
		});
		checkProtocol(daemon.protocol, `the daemon at ${channel.path}`);
	} catch (error) {
		channel.close();
		throw error;
	}
}

function noDaemon(directory: string): ConnectionError {
	return new ConnectionError(
		"no_daemon",
		`No daemon serves ${JSON.stringify(directory)}; start it with: arrowshelf serve${directory === shelfDirectory() ? "" : ` --dir ${directory}`}`,
		{ details: { directory } },
	);
}

function checkPathLength(path: string): void {
	const given = Buffer.byteLength(path);
	if (given <= limits.socketPathBytes) return;
	throw new RangeError(
		`Cannot use the shelf directory of ${JSON.stringify(path)}: a socket's path has at most ${limits.socketPathBytes} bytes, this one has ${given}`,
	);
}

function programName(): string {
	// The protocol takes 200 characters.
	return basename(process.argv[1] ?? process.execPath).slice(0, 200);
}
