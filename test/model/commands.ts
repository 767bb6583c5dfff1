/** All kinds of steps, and how often each is taken. */
import fc from "fast-check";
import { deleteAll, deleteKey } from "./commands/delete.ts";
import { list, stat, usage } from "./commands/inspect.ts";
import { endDaemon, killClient, killWriter } from "./commands/kill.ts";
import { put } from "./commands/put.ts";
import { race } from "./commands/race.ts";
import { dispose, get, getMany, read } from "./commands/read.ts";
import { expire, touch } from "./commands/touch.ts";
import { cancel, wait } from "./commands/wait.ts";
import { events, unwatch, watch } from "./commands/watch.ts";
import type { Command } from "./define-command.ts";

/** A step of any kind. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
	{ weight: 30, arbitrary: put },
	{ weight: 24, arbitrary: get },
	{ weight: 6, arbitrary: getMany },
	{ weight: 12, arbitrary: read },
	{ weight: 14, arbitrary: dispose },
	{ weight: 10, arbitrary: deleteKey },
	{ weight: 1, arbitrary: deleteAll },
	{ weight: 6, arbitrary: touch },
	{ weight: 2, arbitrary: expire },
	{ weight: 4, arbitrary: list },
	{ weight: 4, arbitrary: stat },
	{ weight: 5, arbitrary: usage },
	{ weight: 4, arbitrary: watch },
	{ weight: 6, arbitrary: events },
	{ weight: 1, arbitrary: unwatch },
	{ weight: 4, arbitrary: wait },
	{ weight: 1, arbitrary: cancel },
	{ weight: 3, arbitrary: race },
	{ weight: 1, arbitrary: killClient },
	{ weight: 1, arbitrary: killWriter },
	{ weight: 1, arbitrary: endDaemon },
);
