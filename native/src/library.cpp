// The C interface: arguments are checked here, work is done elsewhere.
#include <string>

#include "arrowshelf.h"
#include "blas.h"
#include "candidate.h"
#include "factory_index.h"
#include "flat_index.h"
#include "hnsw_index.h"
#include "instruction_set.h"
#include "ivf_index.h"
#include "read_index.h"
#include "status.h"
#include "tree.h"
#include "tree_view.h"

namespace {

constexpr int32_t max_k = 2049; // 2,048, and one more for the query itself

void require_matrix(int32_t d, int64_t n, const void *x) {
    require(d > 0, "d must be positive");
    require(n >= 0 && n < int64_t(no_point), "n must be from 0 to 2^32 - 2");
    require(x != nullptr || n == 0, "x must not be NULL");
}

void require_tree(int32_t d, int64_t n, const void *x, int32_t threads) {
    require_matrix(d, n, x);
    require(d <= tree_max_dimension, "d of a tree must be 16 at most");
    require(n > 0, "A tree needs at least one row");
    require(threads > 0, "threads must be positive");
}

void require_own(const as_index &index) {
    if (index.is_read)
        throw Failure(AS_UNSUPPORTED,
                      "An index that was read from a file stays as it is");
}

void require_metric(int32_t metric) {
    require(metric >= AS_METRIC_L2 && metric <= AS_METRIC_COSINE,
            "metric is not one of as_metric");
}

} // namespace

extern "C" {

int32_t as_abi_version(void) { return AS_ABI_VERSION; }

const char *as_version(void) {
    static const std::string text = [] {
        try {
            return std::string("FAISS " AS_FAISS_VERSION ", ") +
                   instruction_set_name(instruction_set());
        } catch (const Failure &failure) {
            return std::string(failure.what());
        }
    }();
    return text.c_str();
}

as_status as_initialize(void) {
    return guarded([] {
#if defined(__x86_64__)
        // FAISS is built for it, whatever our own kernels use.
        if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
            throw Failure(AS_UNSUPPORTED,
                          "This processor has no AVX2, which FAISS needs here");
#endif
        instruction_set();
        // Once: Workers start while others read the environment.
        [[maybe_unused]] static const bool chosen =
            (choose_blas_kernels(), true);
    });
}

as_status as_index_create_flat(int32_t d, int32_t metric, int64_t n,
                               const float *x, as_index **out) {
    return guarded([&] {
        require_matrix(d, n, x);
        require_metric(metric);
        *out = make_flat(d, metric, n, x).release();
    });
}

as_status as_index_create_ivf_flat(int32_t d, int32_t metric, int32_t nlist,
                                   as_index **out) {
    return guarded([&] {
        require(d > 0, "d must be positive");
        require(nlist > 0, "nlist must be positive");
        require_metric(metric);
        *out = make_ivf_flat(d, metric, nlist).release();
    });
}

as_status as_index_create_hnsw(int32_t d, int32_t metric, int32_t links,
                               as_index **out) {
    return guarded([&] {
        require_matrix(d, 0, nullptr);
        require_metric(metric);
        require(links >= 2 && links <= 256, "links must be from 2 to 256");
        *out = make_hnsw(d, metric, links).release();
    });
}

as_status as_index_create_factory(int32_t d, int32_t metric,
                                  const char *description, as_index **out) {
    return guarded([&] {
        require_matrix(d, 0, nullptr);
        require_metric(metric);
        *out = make_factory(d, metric, description).release();
    });
}

as_status as_index_create_tree(int32_t d, int64_t n, const float *x,
                               int32_t threads, as_index **out) {
    return guarded([&] {
        require_tree(d, n, x, threads);
        *out = make_tree(d, n, x, threads).release();
    });
}

as_status as_index_create_tree_mixed(int32_t d, int64_t n, const double *x,
                                     const double *centre, int32_t threads,
                                     as_index **out) {
    return guarded([&] {
        require_tree(d, n, x, threads);
        *out = make_mixed_tree(d, n, x, centre, threads).release();
    });
}

as_status as_index_create_tree_wide(int32_t d, int32_t metric, int64_t n,
                                    const double *x, int32_t threads,
                                    as_index **out) {
    return guarded([&] {
        require_tree(d, n, x, threads);
        require(metric == AS_METRIC_L2 ||
                    (metric == AS_METRIC_HAVERSINE && d == 3),
                "A wide tree has metric l2, or haversine and d 3");
        *out = make_wide_tree(d, metric, n, x, threads).release();
    });
}

as_status as_index_train(as_index *index, int64_t n, const float *x,
                         int64_t seed, int32_t threads) {
    return guarded([&] {
        require_matrix(1, n, x);
        require(threads > 0, "threads must be positive");
        require_own(*index);
        index->train(n, x, seed, threads);
    });
}

as_status as_index_add(as_index *index, int64_t n, const float *x,
                       int32_t threads) {
    return guarded([&] {
        require_matrix(1, n, x);
        require(threads > 0, "threads must be positive");
        require_own(*index);
        index->add(n, x, threads);
    });
}

as_status as_index_prepare(as_index *index, int32_t threads) {
    return guarded([&] {
        require(threads > 0, "threads must be positive");
        index->prepare(threads);
    });
}

as_status as_index_set_effort(as_index *index, int32_t effort) {
    return guarded([&] {
        require(effort > 0, "effort must be positive");
        index->set_effort(effort);
    });
}

as_status as_index_search(const as_index *index, const float *queries,
                          int64_t n, int64_t first_query,
                          const int64_t *row_numbers, int32_t k, int32_t nprobe,
                          float *distances, int64_t *neighbors) {
    return guarded([&] {
        require(n >= 0, "n must not be negative");
        require(k > 0 && k <= max_k, "k must be from 1 to 2049");
        require(nprobe >= 0, "nprobe must not be negative");
        index->search({queries, n, first_query, row_numbers, k, nprobe,
                       distances, neighbors});
    });
}

as_status as_index_search_wide(const as_index *index, const double *queries,
                               int64_t n, int64_t first_query,
                               const int64_t *row_numbers, int32_t k,
                               float *distances, int64_t *neighbors) {
    return guarded([&] {
        require(n >= 0, "n must not be negative");
        require(k > 0 && k <= max_k, "k must be from 1 to 2049");
        index->search_wide(
            {queries, n, first_query, row_numbers, k, 0, distances, neighbors});
    });
}

int64_t as_index_unit_count(const as_index *index) {
    return index->unit_count();
}

int64_t as_index_unit_start(const as_index *index, int64_t unit) {
    if (unit < 0 || unit > index->unit_count())
        return -1;
    return index->unit_start(unit);
}

int32_t as_index_tells_apart(const as_index *index, int32_t k) {
    return index->tells_apart(k);
}

as_status as_index_search_units(const as_index *index, int64_t first,
                                int64_t count, const int64_t *row_numbers,
                                int32_t k, int32_t include_self, int64_t *rows,
                                float *distances, int64_t *neighbors) {
    return guarded([&] {
        require(k > 0 && k <= max_k, "k must be from 1 to 2049");
        require(first >= 0 && count >= 0,
                "first and count must not be negative");
        if (const int64_t units = index->unit_count(); units > 0)
            require(first + count <= units, "There are fewer units than that");
        index->search_units(first, count, row_numbers, k, include_self != 0,
                            rows, distances, neighbors);
    });
}

as_status as_index_describe(const as_index *index, as_index_info *info) {
    return guarded([&] { *info = index->describe(); });
}

as_status as_index_list_sizes(const as_index *index, int64_t *sizes) {
    return guarded([&] { index->list_sizes(sizes); });
}

as_status as_index_write(const as_index *index, const char *path) {
    return guarded([&] { index->write(path); });
}

as_status as_index_write_to(const as_index *index, int32_t fd, int64_t *bytes) {
    return guarded([&] { *bytes = index->write_to(fd); });
}

as_status as_index_read(const char *path, int32_t metric, as_index **out) {
    return guarded([&] {
        require(metric >= AS_METRIC_L2 && metric <= AS_METRIC_HAVERSINE,
                "metric is not one of as_metric");
        auto index = read_index(path, metric);
        index->is_read = true;
        *out = index.release();
    });
}

void as_index_free(as_index *index) { delete index; }

} // extern "C"
