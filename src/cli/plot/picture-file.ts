import { writeSync } from "node:fs";
import { withDefaultSignals } from "../../os/with-default-signals.ts";
import { OutputFile } from "../output/output-file.ts";
import { UsageError } from "../usage-error.ts";
import { drawScene } from "./canvas.ts";
import { encodePng } from "./encode-png.ts";
import { encodeSvg } from "./encode-svg.ts";
import type { Scene } from "./scene.ts";

/** A picture that is written whole, or not at all. */
export interface PictureFile {
	/** As the user named it. */
	readonly path: string;
	/** @throws {FileError} `disk_full`, `unreadable` */
	write(scene: Scene): Promise<void>;
}

const encoders: Readonly<Record<string, (scene: Scene) => Uint8Array>> = {
	png: (scene) => encodePng(drawScene(scene)),
	svg: (scene) => new TextEncoder().encode(encodeSvg(scene)),
};

/**
 * Checks where a picture is to go, before the work that makes it.
 * @throws {UsageError} a name of another ending than .png and .svg
 * @throws {FileError} `unreadable`: nothing can be written there
 */
export function pictureFile(path: string): PictureFile {
	const ending = /\.([a-z]+)$/.exec(path.toLowerCase())?.[1] ?? "";
	const encode = encoders[ending];
	if (encode === undefined) {
		throw new UsageError(
			`Cannot draw ${JSON.stringify(path)}: expected a name that ends in .png or .svg`,
		);
	}
	const file = new OutputFile(path);
	return {
		path,
		async write(scene) {
			// 16 million pixels take 3 s.
			let bytes = withDefaultSignals(() => encode(scene));
			await file.write((fd) => {
				while (bytes.length > 0) bytes = bytes.subarray(writeSync(fd, bytes));
			});
		},
	};
}
