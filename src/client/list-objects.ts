import type { ObjectInfo } from "../protocol/messages.ts";
import type { Channel } from "./channel.ts";

export interface ListOptions {
	/** Keys to give: `*` is any text, `?` one character; default all. */
	readonly glob?: string | undefined;
}

/** What is on the shelf by key, all pages of it.
 * @throws {TypeError} a glob that is no text */
export async function listObjects(
	channel: Channel,
	{ glob }: ListOptions,
): Promise<ObjectInfo[]> {
	if (glob !== undefined && typeof glob !== "string") {
		throw new TypeError(
			`Cannot list what matches ${JSON.stringify(glob)}: expected a text`,
		);
	}
	const matching = glob === undefined ? {} : { glob };
	const objects: ObjectInfo[] = [];
	let after: string | undefined;
	do {
		const from = after === undefined ? {} : { after };
		const page = await channel.request("list", { ...matching, ...from });
		objects.push(...page.objects);
		after = page.next;
	} while (after !== undefined);
	return objects;
}
