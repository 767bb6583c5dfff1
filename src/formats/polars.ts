import type polars from "nodejs-polars";

/** The module nodejs-polars, loaded by `import()` alone, and in a process of
 * its own (`serve-polars-job.ts`). */
export type Polars = typeof polars;
