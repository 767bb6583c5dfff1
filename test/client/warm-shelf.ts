import { Channel } from "../../src/client/channel.ts";
import { Shelf } from "../../src/client/shelf.ts";
import { WarmLeases, type WarmOptions } from "../../src/client/warm-leases.ts";
import { socketPath } from "../../src/config.ts";
import { protocolVersion } from "../../src/protocol/version.ts";

/** A table that says which change it is from. */
export function tableFrom(change: number) {
	return { from: Int32Array.of(change) };
}

/** Keys that are held, and how, in order. */
export async function heldKeys(shelf: Shelf): Promise<string[]> {
	const { holders } = await shelf.usage();
	return holders.map(({ key, holds }) => `${key} ${holds}`).sort();
}

/** A connection that keeps leases as is said. */
export async function connectWith(
	dir: string,
	options: WarmOptions,
): Promise<Shelf> {
	const channel = await Channel.open(socketPath(dir));
	const { pid } = process;
	const hello = { protocol: protocolVersion, client: "test", pid };
	await channel.request("hello", hello);
	WarmLeases.of(channel, options);
	return new Shelf(channel, dir);
}
