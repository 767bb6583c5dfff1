import type { RecordBatch } from "apache-arrow";

/** Whether it has the shape of one, of whichever copy of apache-arrow. */
export function isRecordBatch(value: unknown): value is RecordBatch {
	if (typeof value !== "object" || value === null) return false;
	return "schema" in value && "data" in value && "numRows" in value;
}
