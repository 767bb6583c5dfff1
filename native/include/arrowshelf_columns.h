/*
 * arrowshelf_columns.h: the part of arrowshelf.h, which includes it, that turns
 * Arrow columns into rows. What is said there of statuses, buffers, sizes and
 * threads holds here.
 */
#ifndef ARROWSHELF_COLUMNS_H
#define ARROWSHELF_COLUMNS_H

/* The Arrow types that a searched column can have. */
typedef enum as_type {
    AS_TYPE_INT8 = 0,
    AS_TYPE_INT16 = 1,
    AS_TYPE_INT32 = 2,
    AS_TYPE_INT64 = 3,
    AS_TYPE_UINT8 = 4,
    AS_TYPE_UINT16 = 5,
    AS_TYPE_UINT32 = 6,
    AS_TYPE_UINT64 = 7,
    AS_TYPE_FLOAT16 = 8,
    AS_TYPE_FLOAT32 = 9,
    AS_TYPE_FLOAT64 = 10
} as_type;

/* ---- columns to rows ---- */

/* What a byte of `invalid` says of a row. */
typedef enum as_mark {
    AS_MARK_NONE = 0,
    AS_MARK_INVALID = 1,  /* null, NaN, infinite or too large */
    AS_MARK_NO_PLACE = 2, /* outside the Earth */
    AS_MARK_NOT_ASKED = 3 /* left out by whoever asks, before any call: it
                             counts in no magnitudes and is packed as zeros */
} as_mark;

/*
 * Writes `rows` rows of one Arrow column into a row-major matrix as float32.
 * A plain column has width 1; a fixed-size list of d values has width d.
 *   values    the column's first value; row r starts at value (offset+r)*width
 *   validity  Arrow bitmap of the values (bit (offset+r)*width + c), or NULL
 *   centre    `width` float64 values subtracted before narrowing, or NULL;
 *             whole numbers for the 64-bit integer types
 *   scale     what is multiplied with then, before narrowing: a power of two
 *   out       [rows x stride] float32; columns column .. column+width-1 written
 *   invalid   [rows]; set to 1 for a row with a null, a NaN, an infinity or a
 *             value so large that squared distances between `stride` such
 *             coordinates leave float32 (written as 0); else left as it is
 *   magnitudes  {least, most} of the values' sizes, scaled, other than 0, null
 *             and what float32 cannot hold, and the most that narrowing moved a
 *             value by, then the most size of a finite value that is too large,
 *             of what was there and is found now; {INFINITY, 0, 0, 0} before
 *             any. Several threads may fill one; or NULL
 * as_status: AS_INVALID_ARGUMENT for an unknown type or a negative size.
 */
as_status as_pack_column(int32_t type, const void *values,
                         const uint8_t *validity, int64_t offset, int64_t rows,
                         int32_t width, const double *centre, double scale,
                         float *out, int64_t stride, int32_t column,
                         uint8_t *invalid, double *magnitudes);

/* The same with float64 rows. range: AS_TYPE_FLOAT32, and the very same rows
 * are marked invalid; or AS_TYPE_FLOAT64, and values are too large whose
 * squared distances leave that. */
as_status as_pack_column_wide(int32_t type, const void *values,
                              const uint8_t *validity, int64_t offset,
                              int64_t rows, int32_t width, const double *centre,
                              double scale, int32_t range, double *out,
                              int64_t stride, int32_t column, uint8_t *invalid,
                              double *magnitudes);

/*
 * Writes `rows` rows of a column as float64 just as they are, NaN for null.
 * row_validity: bitmap of the rows (bit offset+r), or NULL; validity: of the
 * values, as above.
 */
as_status as_gather_column(int32_t type, const void *values,
                           const uint8_t *row_validity, const uint8_t *validity,
                           int64_t offset, int64_t rows, int32_t width,
                           double *out, int64_t stride, int32_t column);

/*
 * Latitudes and longitudes in degrees [rows x 2] to unit vectors out [rows x
 * 3]. invalid[r] is set to 2 where the latitude is outside -90 .. 90 or the
 * longitude outside -180 .. 360; rows marked before or now become zeros.
 */
as_status as_unit_vectors(const double *degrees, int64_t rows, double *out,
                          uint8_t *invalid);

/* Sets invalid[r] = 1 where bit offset+r of an Arrow bitmap is clear. */
as_status as_mark_nulls(const uint8_t *validity, int64_t offset, int64_t rows,
                        uint8_t *invalid);

/* Sets invalid[r] = 1 where row r of x [rows x d] holds a NaN, an infinity or a
 * value so large that squared distances leave float32. magnitudes: as of
 * as_pack_column. */
as_status as_mark_not_finite(const float *x, int64_t rows, int32_t d,
                             uint8_t *invalid, double *magnitudes);

/*
 * Copies the unmarked rows of x [rows x d] to out (room for all of them) and
 * the row numbers they had to row_numbers; *kept says how many. out may be x.
 */
as_status as_compact_rows(const float *x, const uint8_t *invalid, int64_t rows,
                          int32_t d, float *out, int64_t *row_numbers,
                          int64_t *kept);

/* Scales each row of x [rows x d] to length 1 into out (may be x); a zero row
 * stays zero, so that its cosine with anything is 0. */
as_status as_normalize_rows(const float *x, int64_t rows, int32_t d,
                            float *out);

/* The same with float64 rows. */
as_status as_normalize_rows_wide(const double *x, int64_t rows, int32_t d,
                                 double *out);

#endif
