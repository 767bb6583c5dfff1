import { ConnectionError } from "../errors.ts";
import { lastErrno, libc } from "./libc.ts";

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;

/** Who made a connection, as the kernel knows it. */
export interface PeerCredentials {
	/** 0 when the process is in a PID namespace that we cannot see. */
	readonly pid: number;
	readonly uid: number;
	readonly gid: number;
}

/**
 * Asks the kernel who connected a Unix socket (SO_PEERCRED, unix(7)).
 *
 * @param fd a connected Unix socket; stays the caller's
 * @throws {ConnectionError} `connection_lost` when the socket is gone
 */
export function peerCredentials(fd: number): PeerCredentials {
	const credentials = new Int32Array(3);
	const byteLength = new Uint32Array([credentials.byteLength]);
	const status = libc().getsockopt(
		fd,
		SOL_SOCKET,
		SO_PEERCRED,
		credentials,
		byteLength,
	);
	if (status !== 0) {
		throw new ConnectionError(
			"connection_lost",
			`Cannot tell who connected: error ${lastErrno()}`,
		);
	}
	const [pid = 0, uid = 0, gid = 0] = credentials;
	return { pid, uid, gid };
}
