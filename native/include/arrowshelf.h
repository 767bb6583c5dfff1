/*
 * arrowshelf.h: the C interface of ArrowShelf's native library.
 *
 * Every function but the getters returns an as_status; on failure
 * as_last_error() gives one sentence, valid on the calling thread until its
 * next failing call. Inputs come first, outputs last. Every buffer belongs to
 * the caller; the library keeps a pointer only where a function says that it
 * borrows. Sizes: n rows, d dimensions, k neighbours. Matrices are row-major
 * float32, or float64 in what is called wide: where data is finer than float32
 * can tell. Nothing here starts threads, except where a `threads` asks for it.
 *
 * Handles may be used from any thread. Searching one handle from many threads
 * at once is safe; training, adding and freeing need it for themselves.
 */
#ifndef ARROWSHELF_H
#define ARROWSHELF_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised with every change of a signature or a meaning below. */
#define AS_ABI_VERSION 10

typedef enum as_status {
    AS_OK = 0,               /* done */
    AS_INVALID_ARGUMENT = 1, /* an argument is outside its documented range */
    AS_OUT_OF_MEMORY = 2,    /* an allocation failed */
    AS_NOT_TRAINED = 3,      /* the index must be trained first */
    AS_IO = 4,               /* a file cannot be read, written or understood */
    AS_UNSUPPORTED = 5,      /* this kind of index cannot do that */
    AS_INTERNAL = 6,         /* an unexpected failure inside the library */
    AS_STOPPED = 7           /* the flag of as_watch_stop was set */
} as_status;

/* How an index measures, and what it reports as distance. */
typedef enum as_metric {
    AS_METRIC_L2 = 0,     /* Euclidean distance, smallest first */
    AS_METRIC_IP = 1,     /* inner product, largest first */
    AS_METRIC_COSINE = 2, /* 1 - cos, smallest first; rows already normalised */
    AS_METRIC_HAVERSINE = 3 /* metres along the sphere that stands for the Earth
                               (radius 6,371,008.8 m), smallest first; rows are
                               unit vectors; wide trees only */
} as_metric;

typedef enum as_index_kind {
    AS_INDEX_FLAT = 0,     /* FAISS IndexFlat: every vector compared */
    AS_INDEX_IVF_FLAT = 1, /* FAISS IndexIVFFlat: nprobe of nlist lists */
    AS_INDEX_TREE = 2,     /* our exact kd-tree over small leaves, l2 only */
    AS_INDEX_HNSW = 3,     /* FAISS IndexHNSWFlat: a graph that is walked */
    AS_INDEX_FACTORY = 4   /* another one of FAISS's factory strings */
} as_index_kind;

typedef struct as_index as_index;

typedef struct as_index_info {
    int32_t kind;      /* as_index_kind */
    int32_t metric;    /* as_metric */
    int32_t dimension; /* d */
    int32_t nlist;     /* lists of an IVF index, else 0 */
    int32_t nprobe;    /* what the index itself carries, else 0 */
    int32_t ef_search; /* of an HNSW index the same, else 0 */
    int32_t trained;   /* 1 when vectors can be added */
    int64_t count;     /* n, vectors in it */
} as_index_info;

/* ---- the library ---- */

/* AS_ABI_VERSION of the built library. */
int32_t as_abi_version(void);

/* "FAISS 1.12.0, avx512" : the FAISS compiled in and the instruction set that
 * our own kernels chose (portable, avx2, avx512, amx, neon). Static text. */
const char *as_version(void);

/* Chooses instruction sets, before anything else is called. AS_UNSUPPORTED when
 * the environment variable ARROWSHELF_ISA names one that is not to be had. */
as_status as_initialize(void);

/* One sentence about this thread's last failure; "" before any. */
const char *as_last_error(void);

/*
 * Makes long calls of this thread (training, adding, searching, writing) look
 * at *stop at least every 10 ms or so, and end with AS_STOPPED when another
 * thread has made it other than 0. What they were filling is then unfinished:
 * an index can only be freed. stop is borrowed until the next call on this
 * thread; NULL: they run to their end, as before any.
 */
as_status as_watch_stop(const int32_t *stop);

/* ---- indexes ---- */

/* A flat index over x [n x d]. Borrows x: it must outlive the index. */
as_status as_index_create_flat(int32_t d, int32_t metric, int64_t n,
                               const float *x, as_index **out);

/* An empty IVF-Flat index: train, then add. */
as_status as_index_create_ivf_flat(int32_t d, int32_t metric, int32_t nlist,
                                   as_index **out);

/* An empty HNSW index: add. links: neighbours that a vector keeps, 2 to 256,
 * twice as many on the lowest level (FAISS's M). */
as_status as_index_create_hnsw(int32_t d, int32_t metric, int32_t links,
                               as_index **out);

/* An empty index of one of FAISS's factory strings: train, then add.
 * AS_INVALID_ARGUMENT where FAISS does not understand it, and for a kind that
 * is not supported; the sentence then names those that are. */
as_status as_index_create_factory(int32_t d, int32_t metric,
                                  const char *description, as_index **out);

/* An exact kd-tree over a copy of x [n x d], Euclidean, d from 1 to 16, built
 * with `threads` threads (1 or more): the same tree for any number. */
as_status as_index_create_tree(int32_t d, int64_t n, const float *x,
                               int32_t threads, as_index **out);

/* A tree of float32 over float64 rows x [n x d], Euclidean: rows are found in
 * float32, less `centre` [d] (or NULL) so that what lies far from the origin
 * keeps its digits, which is copied; distances and order are those of x itself.
 * Borrows x: it must outlive the index. Searched by units or by
 * as_index_search_wide, whose queries are as x. */
as_status as_index_create_tree_mixed(int32_t d, int64_t n, const double *x,
                                     const double *centre, int32_t threads,
                                     as_index **out);

/* A tree of float64 throughout, over a copy of x: metric AS_METRIC_L2, or
 * AS_METRIC_HAVERSINE with d 3. Searched by units or by as_index_search_wide.
 */
as_status as_index_create_tree_wide(int32_t d, int32_t metric, int64_t n,
                                    const double *x, int32_t threads,
                                    as_index **out);

/* Trains on x [n x d] with `threads` threads (1 or more), repeatable for one
 * seed. Fewer than nlist rows: AS_INVALID_ARGUMENT. */
as_status as_index_train(as_index *index, int64_t n, const float *x,
                         int64_t seed, int32_t threads);

/* Adds x [n x d] with `threads` threads; the vectors get the next numbers. */
as_status as_index_add(as_index *index, int64_t n, const float *x,
                       int32_t threads);

/*
 * Makes now, by `threads` threads, what the first search of many queries would
 * have to make alone: an IVF index's copy of its vectors as the kernels read
 * them. One of metric l2 in up to 3 dimensions has units (as_index_unit_count)
 * from then on, until something is added; they are searched as far as
 * as_index_set_effort said.
 */
as_status as_index_prepare(as_index *index, int32_t threads);

/* How far a search looks that does not say it: lists to visit of an IVF index,
 * efSearch of an HNSW index, 1 or more. It goes along in the file.
 * AS_UNSUPPORTED for a flat index and a tree. */
as_status as_index_set_effort(as_index *index, int32_t effort);

/*
 * The k nearest of each of n queries, nearest first, in the metric's own unit.
 *   queries      [n x d]
 *   first_query  the table row of queries[0]; the query's own row is left out
 *                of its list. -1: nothing is left out
 *   row_numbers  table row of each indexed vector, or NULL when they are the
 *                same; written as neighbours
 *   nprobe       lists to visit of an IVF index, or efSearch of an HNSW index:
 *                the nearest it keeps while it walks; 0: what the index carries
 *   distances, neighbors  [n x k]; fewer than k found: NaN and -1
 */
as_status as_index_search(const as_index *index, const float *queries,
                          int64_t n, int64_t first_query,
                          const int64_t *row_numbers, int32_t k, int32_t nprobe,
                          float *distances, int64_t *neighbors);

/* as_index_search of a mixed or wide tree, by float64 queries [n x d]. */
as_status as_index_search_wide(const as_index *index, const double *queries,
                               int64_t n, int64_t first_query,
                               const int64_t *row_numbers, int32_t k,
                               float *distances, int64_t *neighbors);

/* How many units a search of all indexed vectors among themselves can be cut
 * into (leaves of a tree); 0: this kind has none, use as_index_search. */
int64_t as_index_unit_count(const as_index *index);

/* How many vectors the units before `unit` hold, in all units for their count.
 * -1: there are fewer units. */
int64_t as_index_unit_start(const as_index *index, int64_t unit);

/* 1: a tree's k nearest neighbours of its own points are surely told apart as
 * it reckons, by a look at some of its leaves. 0: nobody knows. */
int32_t as_index_tells_apart(const as_index *index, int32_t k);

/*
 * Searches the vectors of units first .. first+count-1 among all vectors.
 *   include_self  0: a vector is left out of its own list, and only itself
 *   rows          NULL: each answer is written at its own table row of
 *                 distances and neighbors [table rows x k]. Else answers are
 *                 written one after another, unit by unit, to distances and
 *                 neighbors [vectors of the units x k], and the table row of
 *                 each to rows [vectors of the units]
 */
as_status as_index_search_units(const as_index *index, int64_t first,
                                int64_t count, const int64_t *row_numbers,
                                int32_t k, int32_t include_self, int64_t *rows,
                                float *distances, int64_t *neighbors);

/* What kind of index it is, and how large. */
as_status as_index_describe(const as_index *index, as_index_info *info);

/* Vectors in each list: sizes [nlist]. AS_UNSUPPORTED without lists. */
as_status as_index_list_sizes(const as_index *index, int64_t *sizes);

/* Writes FAISS's own file format. AS_UNSUPPORTED for a tree. */
as_status as_index_write(const as_index *index, const char *path);

/* An index into an open file, over what is there, which is not cut; a tree in
 * the format of src/tree_file.h, any other in FAISS's. `bytes`
 * says how many were written from its beginning on. With fd -1 nothing is
 * written: it only counts. */
as_status as_index_write_to(const as_index *index, int32_t fd, int64_t *bytes);

/* Reads an index in FAISS's file format, of those kinds that can be created
 * here, or a tree in its own; every size in it is checked first. FAISS keeps no
 * word about cosine: `metric` says how to report, and must fit the file. It is
 * mapped, but for codes and what is small: nobody may change the file while it
 * is there, and it neither learns nor takes more vectors. What follows the
 * index in the file is left alone. */
as_status as_index_read(const char *path, int32_t metric, as_index **out);

/* Frees the index; NULL is allowed. No search may be running. */
void as_index_free(as_index *index);

/* ---- results ---- */

/* Writes NaN and -1 over the rows [rows x k] that are marked invalid. */
as_status as_blank_rows(const uint8_t *invalid, int64_t rows, int32_t k,
                        float *distances, int64_t *neighbors);

/* Sum and number of the values that are not NaN. */
as_status as_sum_distances(const float *distances, int64_t n, double *sum,
                           int64_t *count);

/* ---- all points within a radius, clusters, outliers, cells ---- */

#include "arrowshelf_analysis.h"
#include "arrowshelf_cells.h"
#include "arrowshelf_columns.h"
#include "arrowshelf_wide.h"

#ifdef __cplusplus
}
#endif

#endif
