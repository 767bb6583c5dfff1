import * as native from "../../native/radius-index.ts";
import type { Step } from "../pool/take-part.ts";
import type { RadiusJob } from "./radius-jobs.ts";

/** What a Worker does for a chunk of units of each job within a radius. */
export const radiusSteps: {
	readonly [K in RadiusJob["kind"]]: (
		job: Extract<RadiusJob, { kind: K }>,
	) => Step<number>;
} = {
	"create-radius": (job) => () =>
		native.createRadiusIndex(job, job.metric, job, job.threads).handle,
	"count-near": (job) => (first, count) => {
		native.countNear({ ...job, first, count }, job.counts);
		return undefined;
	},
	"list-near": (job) => (first, count) => {
		native.listNear({ ...job, first, count }, job);
		return undefined;
	},
	"find-cores": (job) => (first, count) => {
		native.findCores({ ...job, first, count }, job.least, job.core);
		return undefined;
	},
	"join-cores": (job) => (first, count) => {
		native.joinCores({ ...job, first, count }, job);
		return undefined;
	},
	"label-cores": (job) => () => native.labelCores(job.index, job, job.labels),
	"attach-near": (job) => (first, count) => {
		native.attachNear({ ...job, first, count }, job.core, job.labels);
		return undefined;
	},
};
