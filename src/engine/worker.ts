/** The entry of the native engine's Workers. */
import { loadNative } from "../native/library.ts";
import type { Job } from "./jobs.ts";
import { nativeStep } from "./native-step.ts";
import { serveJobs } from "./serve-jobs.ts";

serveJobs<Job, number>(() => {
	loadNative();
	return nativeStep;
});
