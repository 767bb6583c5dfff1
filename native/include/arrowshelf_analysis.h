/*
 * arrowshelf_analysis.h: the part of arrowshelf.h, which includes it, that
 * looks for all points within a radius, for clusters and for outliers. What is
 * said there of statuses, buffers, sizes and threads holds here.
 */
#ifndef ARROWSHELF_ANALYSIS_H
#define ARROWSHELF_ANALYSIS_H

/* ---- all points within a radius ---- */

/*
 * Points whose neighbours within `radius` are looked for, over a copy of x
 * [n x d], n > 0: by a tree for distances in up to 16 dimensions, else by
 * comparing all. radius is in the metric's unit and belongs to it: near is who
 * is at most so far away; for AS_METRIC_IP whose product is at least so large.
 * AS_METRIC_COSINE takes normalised rows, AS_METRIC_HAVERSINE unit vectors.
 * scale: what x, and every query, was multiplied with, a power of two; radius
 * and distances are as before. 1 but for AS_METRIC_L2. All is told in float64.
 * Its units (as_index_unit_count) are blocks of 32 points.
 */
as_status as_index_create_radius(int32_t d, int32_t metric, int64_t n,
                                 const double *x, double radius, double scale,
                                 int32_t threads, as_index **out);

/*
 * How many points are near each query.
 *   queries       NULL: the points of units first .. first+count-1; else rows
 *                 first .. first+count-1 of this matrix [.. x d]
 *   row_numbers   table row of each point, or NULL when they are the same
 *   include_self  0: a point is not its own neighbour
 *   counts        by table row, or by row of queries
 */
as_status as_index_count_near(const as_index *index, const double *queries,
                              int64_t first, int64_t count,
                              const int64_t *row_numbers, int32_t include_self,
                              uint32_t *counts);

/* Who they are: table rows and distances in the metric's unit, nearest first,
 * equally near ones by row; those of row r from offsets[r] on, room for as many
 * as as_index_count_near said. offsets, distances and neighbors are NULL where
 * nobody wants them. To sums, by unit or by row of queries, goes the sum of
 * these distances (float64). */
as_status as_index_list_near(const as_index *index, const double *queries,
                             int64_t first, int64_t count,
                             const int64_t *row_numbers, int32_t include_self,
                             const int64_t *offsets, float *distances,
                             int64_t *neighbors, double *sums);

/* Which points of some units are core points: at least `least` points are near,
 * itself counted. core [32 * units], in the index's own order. */
as_status as_index_find_cores(const as_index *index, int64_t first,
                              int64_t count, uint32_t least, uint8_t *core);

/* Joins core points of some units with all core points near them, from many
 * threads at once. parents [32 * units] starts as 0, 1, 2, ..., joined
 * [2 * units] as zeros. */
as_status as_index_join_cores(const as_index *index, int64_t first,
                              int64_t count, const uint8_t *core,
                              uint32_t *parents, uint32_t *joined);

/* Numbers what was joined by its lowest point: labels [n] of core points from 0
 * on, others -1; *clusters says how many there are. */
as_status as_index_label_cores(const as_index *index, const uint8_t *core,
                               uint32_t *parents, int32_t *labels,
                               int64_t *clusters);

/* Gives points of some units that are no core points the lowest label of those
 * near them. */
as_status as_index_attach_near(const as_index *index, int64_t first,
                               int64_t count, const uint8_t *core,
                               int32_t *labels);

/* ---- clusters and outliers ---- */

/* Centres first .. first+count-1 for k-means out of x [n x d], by k-means++: of
 * `trials` (1 or more) drawn rows each time the best. They follow those that
 * centres [.. x d] holds; left [n] is kept between calls, written first for
 * centre 0. Repeatable for a seed, however many calls it takes. */
as_status as_lloyd_seed(const float *x, int64_t n, int32_t d, int32_t first,
                        int32_t count, int32_t trials, int64_t seed,
                        float *left, float *centres);

/*
 * The nearest of k centres [k x d] for each row of x [rows x d].
 *   labels, distances  [rows] out; Euclidean, of equally near ones the first
 *   sums, counts       [k x d], [k]: each row is added to its centre's
 */
as_status as_lloyd_step(const float *x, int64_t rows, int32_t d,
                        const float *centres, int32_t k, int32_t *labels,
                        float *distances, double *sums, int64_t *counts);

/*
 * Local reachability density of rows first .. first+rows-1, and their local
 * outlier factors from it. distances, neighbors: of the whole table [.. x k],
 * as a search gives them; density, factor: of the whole table. NaN where a row
 * has no neighbours.
 */
as_status as_local_density(const float *distances, const int64_t *neighbors,
                           int64_t first, int64_t rows, int32_t k,
                           double *density);
as_status as_local_outlier(const int64_t *neighbors, const double *density,
                           int64_t first, int64_t rows, int32_t k,
                           double *factor);

#endif
