// Writing what a search of a kd-tree found.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "tree_proof.h"

namespace AS_ISA {

// Where each query of a group comes from, and where its answer goes.
struct Members {
    int64_t rows[group_size];        // of the answer
    const double *exact[group_size]; // [d] where the tree tells in float64
};

// A squared distance in the answer's unit.
template <typename Scalar>
float in_unit(Scalar squared, const TreeAnswer &answer) {
    const Scalar distance = std::sqrt(squared);
    if (std::is_same_v<Scalar, float> || answer.radius == 0)
        return static_cast<float>(distance);
    const double half = std::min(static_cast<double>(distance) / 2, 1.0);
    return static_cast<float>(2 * answer.radius * std::asin(half));
}

inline int64_t table_row(const TreeAnswer &answer, uint32_t id) {
    return answer.row_numbers ? answer.row_numbers[id] : id;
}

// Writes a sorted list of candidates, as far as there are any.
template <typename Key>
void write_list(const Key *keys, int64_t row, const TreeAnswer &answer) {
    float *distances = answer.distances + row * answer.k;
    int64_t *neighbors = answer.neighbors + row * answer.k;
    for (int i = 0; i < answer.k; i++) {
        const uint32_t id = key_id(keys[i]);
        const bool found = id != no_point;
        distances[i] = found ? in_unit(key_distance(keys[i]), answer)
                             : std::numeric_limits<float>::quiet_NaN();
        neighbors[i] = found ? table_row(answer, id) : -1;
    }
}

// Writes neighbours that were proven.
template <typename Scalar>
void write_near(const NearAnswer &found, int64_t row,
                const TreeAnswer &answer) {
    float *distances = answer.distances + row * answer.k;
    int64_t *neighbors = answer.neighbors + row * answer.k;
    if (answer.radius == 0)
        for (int i = 0; i < answer.k; i++)
            distances[i] = static_cast<float>(
                std::sqrt(static_cast<Scalar>(found.squares[i])));
    else
        for (int i = 0; i < answer.k; i++)
            distances[i] = in_unit(found.squares[i], answer);
    if (answer.row_numbers == nullptr)
        for (int i = 0; i < answer.k; i++)
            neighbors[i] = found.ids[i];
    else
        for (int i = 0; i < answer.k; i++)
            neighbors[i] = answer.row_numbers[found.ids[i]];
}

// Has the cache fetch a row of the answer, which will soon be written.
inline void prefetch_row(int64_t row, const TreeAnswer &answer) {
    const auto fetch = [](const void *from, int64_t bytes) {
        for (int64_t at = 0; at < bytes + 63; at += 64)
            __builtin_prefetch(static_cast<const char *>(from) + at, 1);
    };
    fetch(answer.distances + row * answer.k, answer.k * 4);
    fetch(answer.neighbors + row * answer.k, answer.k * 8);
}

// A float32 search's candidates by their float64 distances from `at`, sorted.
inline void measure_exactly(const int64_t *keys, const double *at,
                            int dimension, const TreeAnswer &answer,
                            WideKey *exact) {
    for (int i = 0; i < answer.k; i++) {
        const uint32_t id = key_id(keys[i]);
        exact[i] = empty_wide_key;
        if (id == no_point)
            continue;
        const double *point = answer.exact_points + int64_t(id) * dimension;
        double sum = 0;
        for (int c = 0; c < dimension; c++)
            sum += (point[c] - at[c]) * (point[c] - at[c]);
        exact[i] = candidate_key(sum, id);
    }
    if (!std::is_sorted(exact, exact + answer.k))
        std::sort(exact, exact + answer.k);
}

} // namespace AS_ISA
