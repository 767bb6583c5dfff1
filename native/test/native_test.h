// What the tests of the C interface share. They use the header alone, as a
// caller does.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "arrowshelf.h"

inline int passed = 0, failed = 0;

// Whether the sanitizers watch, under which our code takes twenty times as
// long. Then each path is taken once; the plain build has the other sizes.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool is_watched = true;
#else
constexpr bool is_watched = false;
#endif

// What a test goes through: all of it, or what takes every path once.
template <typename T>
std::vector<T> cases(std::initializer_list<T> all,
                     std::initializer_list<T> watched) {
    return is_watched ? watched : all;
}
inline int64_t rows_of(int64_t all, int64_t watched) {
    return is_watched ? watched : all;
}

inline void test(const char *name, const std::function<bool()> &holds) {
    const bool good = holds();
    (good ? passed : failed)++;
    if (!good)
        std::printf("FAILED %s; last error: %s\n", name, as_last_error());
}

inline std::vector<float> random_matrix(int64_t n, int d, unsigned seed) {
    std::mt19937 generator(seed);
    std::uniform_real_distribution<float> uniform;
    std::vector<float> x(n * d);
    for (float &value : x)
        value = uniform(generator);
    return x;
}

struct Answer {
    std::vector<float> distances;
    std::vector<int64_t> neighbors;
    Answer(int64_t n, int k) : distances(n * k, -2), neighbors(n * k, -2) {}
    bool operator==(const Answer &other) const {
        return neighbors == other.neighbors &&
               std::memcmp(distances.data(), other.distances.data(),
                           sizeof(float) * distances.size()) == 0;
    }
};

// The same but for neighbours that lie equally far to float32 rounding.
inline bool agree(const Answer &a, const Answer &b) {
    for (size_t i = 0; i < a.neighbors.size(); i++)
        if (a.neighbors[i] != b.neighbors[i] &&
            !(std::fabs(a.distances[i] - b.distances[i]) <=
              1e-6f * a.distances[i]))
            return false;
    return true;
}

struct Index {
    as_index *handle = nullptr;
    ~Index() { as_index_free(handle); }
};

inline Answer search(const Index &index, const std::vector<float> &queries,
                     int d, int k, int64_t first_query = -1, int nprobe = 0) {
    const int64_t n = queries.size() / d;
    Answer answer(n, k);
    if (as_index_search(index.handle, queries.data(), n, first_query, nullptr,
                        k, nprobe, answer.distances.data(),
                        answer.neighbors.data()) != AS_OK)
        return Answer(0, 0);
    return answer;
}

// What each query gets when it comes alone: by other paths than a batch.
inline Answer one_by_one(const Index &index, const std::vector<float> &queries,
                         int d, int k, int64_t first_query, int nprobe = 0) {
    const int64_t n = int64_t(queries.size()) / d;
    Answer answer(n, k);
    for (int64_t i = 0; i < n; i++)
        as_index_search(index.handle, queries.data() + i * d, 1,
                        first_query < 0 ? -1 : first_query + i, nullptr, k,
                        nprobe, answer.distances.data() + i * k,
                        answer.neighbors.data() + i * k);
    return answer;
}

inline void make_ivf(Index &index, const std::vector<float> &x, int d,
                     int nlist, int metric = AS_METRIC_L2) {
    as_index_create_ivf_flat(d, metric, nlist, &index.handle);
    as_index_train(index.handle, x.size() / d, x.data(), 1, 2);
    as_index_add(index.handle, x.size() / d, x.data(), 2);
}

void test_columns();
void test_search();
void test_products();
void test_wide_trees();
void test_graphs();
void test_files(const std::string &path);
void test_index_files();
void test_tree_building();
void test_tree_files();
void test_tree_lists();
void test_ivf();
void test_lloyd();
void test_cells();
void test_radius();
void test_wide_rows();
void test_refusals();
