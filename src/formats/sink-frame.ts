import type { LazyDataFrame } from "nodejs-polars";
import type { JobSink, PolarsJob } from "./polars-job.ts";

/** Runs a plan in pieces, and has polars write the result. */
export async function sinkFrame(
	frame: LazyDataFrame,
	{ sink, isCautious = false }: Pick<PolarsJob, "sink" | "isCautious">,
): Promise<void> {
	await planOf(frame, sink).collect({ predicatePushdown: !isCautious });
}

function planOf(
	frame: LazyDataFrame,
	{ path, format, delimiter = "," }: JobSink,
): LazyDataFrame {
	switch (format) {
		case "arrow":
			// Without the types that readers of some years ago do not know.
			return frame.sinkIpc(path, { compatLevel: "oldest" });
		case "parquet":
			return frame.sinkParquet(path);
		case "csv":
			return frame.sinkCSV(path, { separator: delimiter });
		case "ndjson":
			return frame.sinkNdJson(path);
	}
}
