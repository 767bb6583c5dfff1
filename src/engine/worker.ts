/** The entry of the native engine's Workers. */
import { loadNative } from "../native/library.ts";
import { watchStop } from "../native/watch-stop.ts";
import type { Job } from "./pool/jobs.ts";
import { nativeStep } from "./pool/native-step.ts";
import { serveJobs } from "./pool/serve-jobs.ts";

serveJobs<Job, number>(() => {
	loadNative();
	return (job, stop) => {
		watchStop(stop);
		return nativeStep(job);
	};
});
