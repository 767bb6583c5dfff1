import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../src/client/connect.ts";
import type { Shelf } from "../../src/client/shelf.ts";
import { shelfNames } from "../../src/config.ts";
import type { WhenFull } from "../../src/protocol/messages.ts";
import { type Agent, startAgent } from "../helpers/agent.ts";
import {
	type DaemonProcess,
	startDaemonProcess,
} from "../helpers/daemon-process.ts";
import {
	type TemporaryDirectory,
	temporaryDirectory,
} from "../helpers/temporary-directory.ts";

/** The file in a spill directory that says whose it is. */
const spillOwner = "shelf";

/** The most client processes of one run. */
export const clientCount = 4;

/**
 * The real thing: the executable's daemon on a shelf of its own, and client
 * processes. All are kept from run to run, and replaced when killed.
 */
export class World implements AsyncDisposable {
	/** This process's own connection. */
	control: Shelf;
	daemon: DaemonProcess;
	/** How long what happens after an answer may take, in milliseconds. */
	readonly patienceMs: number;
	readonly #directory: TemporaryDirectory;
	readonly #spillDirectory: TemporaryDirectory;
	readonly #daemonArguments: readonly string[];
	readonly #agents: Agent[];
	/** Started before it is needed: a client takes a while to start. */
	#spare: Promise<Agent>;

	private constructor(
		patienceMs: number,
		directory: TemporaryDirectory,
		spillDirectory: TemporaryDirectory,
		daemonArguments: readonly string[],
		daemon: DaemonProcess,
		control: Shelf,
		agents: Agent[],
	) {
		this.patienceMs = patienceMs;
		this.#directory = directory;
		this.#spillDirectory = spillDirectory;
		this.#daemonArguments = daemonArguments;
		this.daemon = daemon;
		this.control = control;
		this.#agents = agents;
		this.#spare = startAgent();
	}

	/** Starts everything. @param capacity of the shelf, in bytes */
	static async start(
		patienceMs: number,
		whenFull: WhenFull,
		capacity: number,
	): Promise<World> {
		const directory = temporaryDirectory();
		const spillDirectory = temporaryDirectory(tmpdir());
		const dir = directory.path;
		const daemonArguments = ["--memory", String(capacity)];
		daemonArguments.push("--when-full", whenFull);
		if (whenFull === "spill") {
			daemonArguments.push("--spill-dir", spillDirectory.path);
		}
		const daemon = await startDaemonProcess(dir, ...daemonArguments);
		const control = await connect({ dir, autostart: false });
		const agents = await Promise.all(
			Array.from({ length: clientCount }, startAgent),
		);
		await Promise.all(agents.map((agent) => agent.ask("connect", { dir })));
		return new World(
			...([
				patienceMs,
				directory,
				spillDirectory,
				daemonArguments,
				daemon,
				control,
				agents,
			] as const),
		);
	}

	get directory(): string {
		return this.#directory.path;
	}

	agent(client: number): Agent {
		return this.#agents[client] as Agent;
	}

	/** Has a client process do something. */
	// biome-ignore lint/suspicious/noExplicitAny: whatever the operation gives
	ask(client: number, op: string, fields: object = {}): Promise<any> {
		return this.agent(client).ask(op, fields);
	}

	/** Kills a client process and puts a new one in its place. */
	async killClient(client: number): Promise<void> {
		await this.agent(client).kill();
		const agent = await this.#spare;
		this.#spare = startAgent();
		await agent.ask("connect", { dir: this.directory });
		this.#agents[client] = agent;
	}

	/** Ends the daemon, starts another, and has everybody connect anew. */
	async restart(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
		const dir = this.directory;
		if (signal === "SIGKILL") await this.daemon.kill();
		else await this.daemon.stop();
		await this.control.close();
		this.daemon = await startDaemonProcess(dir, ...this.#daemonArguments);
		this.control = await connect({ dir, autostart: false });
		await Promise.all(
			this.#agents.map((agent) => agent.ask("connect", { dir })),
		);
	}

	/** Connections that the daemon ought to have. */
	get connections(): number {
		return this.#agents.length + 1;
	}

	/** Files in the shelf's segments/ and objects/, and of what was spilled. */
	files(): string[] {
		return [shelfNames.segments, shelfNames.objects]
			.map((folder) => join(this.directory, folder))
			.concat(this.#spillDirectory.path)
			.flatMap((folder) => readdirSync(folder))
			.filter((name) => name !== spillOwner);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.control.close();
		await this.daemon.kill();
		const agents = [...this.#agents, await this.#spare];
		await Promise.all(agents.map((agent) => agent.kill()));
		this.#directory[Symbol.dispose]();
		this.#spillDirectory[Symbol.dispose]();
	}
}
