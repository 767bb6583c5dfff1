/*
 * arrowshelf_wide.h: the part of arrowshelf.h, which includes it, that measures
 * again in float64 what an index of narrowed rows has found. What is said there
 * of statuses, buffers, sizes and threads holds here.
 */
#ifndef ARROWSHELF_WIDE_H
#define ARROWSHELF_WIDE_H

/*
 * Tells the Euclidean distances of candidates in float64, and keeps the k
 * nearest of each query, equally near ones by their row.
 *   points      [table rows x d], what was narrowed to float32 and searched
 *   queries     [query rows x d]
 *   centre      [d] subtracted from both before they were narrowed, or NULL
 *   rows        [n] the query row of each of the n queries
 *   candidates  [n x found] table rows as as_index_search gave them; -1: none
 *   seen        [n x found] their distances, nearest first, as it told them
 *   distances, neighbors  [n x k], k at most found; fewer: NaN and -1
 *   proven      [n]; 1 where, if the index looked at every row, no row but the
 *               candidates can be among the k nearest, whatever narrowing did;
 *               else 0
 */
as_status as_measure_wide(const double *points, const double *queries,
                          const double *centre, int32_t d, const int64_t *rows,
                          int64_t n, const int64_t *candidates,
                          const float *seen, int32_t found, int32_t k,
                          float *distances, int64_t *neighbors,
                          uint8_t *proven);

/*
 * The k nearest of queries among all points, compared one by one in float64.
 *   points        [n x d]
 *   invalid       [n] not 0 for a row that is no point
 *   queries       [query rows x d]
 *   rows          [asked] the query row of each of the queries
 *   include_self  1, or 0: the queries are the points, each left out of its own
 *                 list
 *   distances, neighbors  [asked x k]; fewer than k: NaN and -1
 */
as_status as_search_wide(const double *points, const uint8_t *invalid,
                         int64_t n, const double *queries, int32_t d,
                         const int64_t *rows, int64_t asked,
                         int32_t include_self, int32_t k, float *distances,
                         int64_t *neighbors);

#endif
