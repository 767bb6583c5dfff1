// What every kind of index can be asked, behind the opaque as_index.
#pragma once

#include <cstdint>
#include <string>

#include "arrowshelf.h"

// One batch of queries; the fields are as_index_search's.
template <typename Scalar> struct SearchRequestOf {
    const Scalar *queries;
    int64_t n;
    int64_t first_query;
    const int64_t *row_numbers;
    int32_t k;
    int32_t nprobe;
    float *distances;
    int64_t *neighbors;
};

using SearchRequest = SearchRequestOf<float>;
using WideSearchRequest = SearchRequestOf<double>;

struct as_index {
    virtual ~as_index() = default;
    as_index() = default;
    as_index(const as_index &) = delete;
    as_index &operator=(const as_index &) = delete;

    // Read from a file, in which its vectors may lie: it stays as it is.
    bool is_read = false;

    virtual as_index_info describe() const = 0;

    // What only some kinds can do; by default refused.
    virtual void search(const SearchRequest &request) const;
    virtual void search_wide(const WideSearchRequest &request) const;
    virtual void train(int64_t n, const float *x, int64_t seed, int threads);
    virtual void add(int64_t n, const float *x, int threads);
    virtual void set_effort(int32_t effort);
    // Nothing, where a search needs nothing.
    virtual void prepare(int) {}
    virtual void list_sizes(int64_t *sizes) const;
    virtual void write(const char *path) const;
    virtual int64_t write_to(int fd) const;
    virtual int64_t unit_count() const { return 0; }
    virtual int64_t unit_start(int64_t) const { return 0; }
    virtual bool tells_apart(int32_t) const { return false; }
    virtual void search_units(int64_t first, int64_t count,
                              const int64_t *row_numbers, int32_t k,
                              bool include_self, int64_t *rows,
                              float *distances, int64_t *neighbors) const;
};
