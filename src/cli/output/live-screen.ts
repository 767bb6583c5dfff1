import { beforeSuddenEnd } from "../../os/sudden-end.ts";
import { write } from "./write.ts";

const enter = "\u001b[?1049h\u001b[?25l";
const leave = "\u001b[?25h\u001b[?1049l";

/**
 * The whole terminal, drawn anew each time, and the keys pressed meanwhile.
 * Disposing gives the terminal back as it was.
 */
export class LiveScreen implements Disposable {
	readonly #onData: (bytes: Buffer) => void;
	readonly #atSuddenEnd = beforeSuddenEnd(() => this[Symbol.dispose]());

	/** @param onKey gets each key, as the terminal sends it: Ctrl-C is "\x03" */
	constructor(onKey: (key: string) => void) {
		this.#onData = (bytes) => onKey(bytes.toString());
		process.stdin.setRawMode(true);
		process.stdin.on("data", this.#onData);
		write(1, enter);
	}

	/** Columns and lines as they are now. */
	get size(): { readonly columns: number; readonly lines: number } {
		const { columns = 80, rows = 24 } = process.stdout;
		return { columns, lines: rows };
	}

	/** Shows `lines` from the top; what was there is gone. */
	draw(lines: readonly string[]): void {
		const text = lines.map((line) => `${line}\u001b[K`).join("\r\n");
		write(1, `\u001b[H${text}\u001b[J`);
	}

	[Symbol.dispose](): void {
		this.#atSuddenEnd[Symbol.dispose]();
		process.stdin.off("data", this.#onData);
		process.stdin.setRawMode(false);
		process.stdin.pause();
		write(1, leave);
	}
}
