import { basename } from "node:path";
import { limits, shelfDirectory, socketPath } from "../config.ts";
import { ConnectionError } from "../errors.ts";
import { checkProtocol, protocolVersion } from "../protocol/version.ts";
import { Channel } from "./channel.ts";
import { Shelf } from "./shelf.ts";
import { startDaemon } from "./start-daemon.ts";

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
	const path = socketPath(directory);
	checkPathLength(path);
	let channel = await openIfThere(path);
	if (channel === undefined) {
		if (options.autostart === false) throw noDaemon(directory);
		await startDaemon(directory);
		channel = await openIfThere(path);
		if (channel === undefined) throw noDaemon(directory);
	}
	await greet(channel, options.client ?? programName());
	return new Shelf(channel, directory);
}

/** An open channel, or undefined where no daemon listens. */
async function openIfThere(path: string): Promise<Channel | undefined> {
	try {
		return await Channel.open(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ECONNREFUSED") return undefined;
		const forbidden = code === "EACCES" || code === "EPERM";
		throw new ConnectionError(
			forbidden ? "forbidden" : "no_daemon",
			`Cannot connect to ${JSON.stringify(path)}: ${forbidden ? "it belongs to another user" : code}`,
			{ details: { path }, cause: error },
		);
	}
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
