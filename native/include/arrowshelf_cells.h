/*
 * arrowshelf_cells.h: the part of arrowshelf.h, which includes it, that counts
 * rows by the cells of a grid. What is said there of statuses, buffers, sizes
 * and threads holds here. Rows are float64; NaN stands for null, and a row with
 * NaN or infinity is in no cell.
 */
#ifndef ARROWSHELF_CELLS_H
#define ARROWSHELF_CELLS_H

/* ---- cells without end: a hash table of those that hold rows ---- */

typedef struct as_cells as_cells;

/*
 * Counts by cell, none yet. AS_METRIC_L2: cubes of side `size` in d dimensions,
 * one of which starts at the origin. AS_METRIC_HAVERSINE: d 2, latitude and
 * longitude in degrees; rings `size` metres high, each cut into a whole number
 * of cells about as wide, without a seam at the date line.
 */
as_status as_cells_create(int32_t d, int32_t metric, double size,
                          as_cells **out);
void as_cells_free(as_cells *cells);

/*
 * Counts x [rows x d], rows first .. first+rows-1 of a table; from many threads
 * at once. marks [rows]: those not 0 are left out; 1 is written for a row with
 * NaN or infinity, 2 for one that names no place on the Earth.
 */
as_status as_cells_count(as_cells *cells, const double *x, int64_t first,
                         int64_t rows, uint8_t *marks);

/* Sorts the cells with at least min_count rows by their counts, the largest
 * first, equal ones by their lowest row. cells: all that hold rows; found: how
 * many are sorted now, `top` at most. */
as_status as_cells_sort(as_cells *cells, int64_t min_count, int64_t top,
                        int64_t *cell_count, int64_t *found);

/* The sorted cells first .. first+count-1: rows in each, the lowest of them,
 * and its centre, coordinate c of cell i at centres[c * stride + i - first]. */
as_status as_cells_read(const as_cells *cells, int64_t first, int64_t count,
                        uint64_t *counts, uint64_t *first_rows, double *centres,
                        int64_t stride);

/* ---- cells of a rectangle ---- */

/* Widens bounds [low x, high x, low y, high y] by x [rows x d], d 2 or more, of
 * which the first two values are x and y. excluded [rows] or NULL: those not 0
 * are left out. */
as_status as_widen_bounds(const double *x, int64_t rows, int32_t d,
                          const uint8_t *excluded, double *bounds);

/*
 * Adds x [rows x d] to the cells of a rectangle, cut into columns x lines, its
 * edges included; rows first .. first+rows-1 of a table.
 *   d        2, or 3: a third value, which is added up
 *   excluded [rows] or NULL
 *   counts   [lines x columns], from the lowest y on; sums the same, or NULL
 *   tally    rows outside the bounds, rows with NaN or infinity, and the first
 *            of these (-1: none); added to
 */
as_status as_count_grid(const double *x, int64_t first, int64_t rows, int32_t d,
                        const uint8_t *excluded, const double *bounds,
                        int32_t columns, int32_t lines, double *counts,
                        double *sums, int64_t *tally);

#endif
