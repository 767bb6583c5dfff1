import { chmodSync, rmSync } from "node:fs";
import { limits } from "../config.ts";
import { ConnectionError, LimitError, type ShelfError } from "../errors.ts";
import {
	type PeerCredentials,
	peerCredentials,
} from "../os/peer-credentials.ts";
import { processName } from "../os/process-name.ts";
import type { Service } from "./service.ts";
import { Session } from "./session.ts";

/** The listening socket and its sessions. */
export interface Listener {
	/** Open connections. */
	readonly connections: number;
	/** Accepts no more, answers what was asked, closes every connection, and
	 * removes the socket. */
	stop(): Promise<void>;
}

/** How long peers that do not read hold up the end. */
const lateMs = 2000;
/** How long a refused peer has to ask why. */
const refusedSeconds = 5;

type Socket = Bun.Socket<Session | undefined>;

/**
 * Listens on the Unix socket at `path` (mode 0600). The caller has the shelf's
 * lock: a socket that is there is a dead daemon's and is taken over. `onCount`
 * is told how many connections are open, after each change.
 */
export function listen(
	path: string,
	service: Service,
	warn: (message: string) => void,
	onCount: (connections: number) => void = () => {},
): Listener {
	rmSync(path, { force: true });
	const sessions = new Set<Session>();

	function open(socket: Socket): void {
		const peer = peerCredentials(fdOf(socket));
		const process = { pid: peer.pid, command: processName(peer.pid) };
		const refusal = refusalOf(peer, sessions.size);
		const session = new Session(socket, process, service, warn, refusal);
		socket.data = session;
		if (refusal === undefined) {
			sessions.add(session);
			onCount(sessions.size);
		} else socket.timeout(refusedSeconds);
	}

	/** A peer that is not served and does not even ask. Bun calls this for
	 * every other connection too, busy or not, after two minutes. */
	function timeout({ data: session }: Socket): void {
		if (session !== undefined && !sessions.has(session)) session.end();
	}

	function close({ data: session }: Socket): void {
		if (session === undefined) return;
		const isServed = sessions.delete(session);
		session.closed();
		if (isServed) onCount(sessions.size);
	}

	const umask = process.umask(0o077);
	let server: Bun.UnixSocketListener<Session | undefined>;
	try {
		server = Bun.listen<Session | undefined>({
			unix: path,
			socket: {
				open,
				close,
				timeout,
				data: ({ data: session }, chunk) => {
					service.loopDelay.touch();
					session?.receive(chunk);
				},
				drain: ({ data: session }) => session?.drain(),
				error: (socket, error) => {
					warn(`A connection failed: ${error.message}`);
					close(socket);
				},
			},
		});
	} finally {
		process.umask(umask);
	}
	chmodSync(path, 0o600);

	return {
		get connections() {
			return sessions.size;
		},
		async stop() {
			rmSync(path, { force: true });
			server.stop();
			await Promise.all([...sessions].map((session) => session.answered()));
			await writtenOrLate([...sessions]);
			const open = [...sessions];
			sessions.clear();
			for (const session of open) session.closed();
			server.stop(true);
		},
	};
}

async function writtenOrLate(sessions: readonly Session[]): Promise<void> {
	const { promise: late, resolve } = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, lateMs);
	const written = Promise.all(sessions.map((session) => session.written()));
	await Promise.race([written, late]);
	clearTimeout(timer);
}

function refusalOf(
	{ uid, pid }: PeerCredentials,
	connections: number,
): ShelfError | undefined {
	const own = process.getuid?.() ?? 0;
	if (uid !== own) {
		return new ConnectionError(
			"forbidden",
			`Cannot serve user ${uid} (pid ${pid}): this shelf is user ${own}'s`,
			{ details: { uid, owner: own } },
		);
	}
	if (connections < limits.connections) return undefined;
	return new LimitError(
		"too_many_connections",
		`Cannot serve another connection: ${connections} are open, at most ${limits.connections} are allowed`,
		{ details: { limit: limits.connections, given: connections + 1 } },
	);
}

/** Bun's sockets have it; its types do not say so. */
function fdOf(socket: Socket): number {
	return (socket as unknown as { readonly fd: number }).fd;
}
