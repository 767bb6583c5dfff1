#include "candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "arrowshelf.h"
#include "candidate.h"

namespace {

// The indexed vector at a table row; no_point when that row is not indexed.
uint32_t vector_at_row(const SearchRequest &request, int64_t count,
                       int64_t row) {
    if (request.row_numbers == nullptr)
        return row < count ? static_cast<uint32_t>(row) : no_point;
    const int64_t *end = request.row_numbers + count;
    const int64_t *at = std::lower_bound(request.row_numbers, end, row);
    return at != end && *at == row
               ? static_cast<uint32_t>(at - request.row_numbers)
               : no_point;
}

// A key's distance (squared L2, or the negative product) in the metric's unit.
float in_own_unit(float distance, int32_t metric) {
    switch (metric) {
    case AS_METRIC_L2:
        return std::sqrt(std::max(distance, 0.0f));
    case AS_METRIC_COSINE:
        return std::max(1.0f + distance, 0.0f); // rounding may pass 0
    default:
        return -distance;
    }
}

} // namespace

Candidates::Candidates(const SearchRequest &request, int64_t count)
    : request_(request), keys_(request.n * list_capacity(request.k), empty_key),
      reach_(request.n, std::numeric_limits<float>::infinity()),
      excluded_(request.n, no_point), lists_{request.k,
                                             list_capacity(request.k),
                                             keys_.data(), reach_.data(),
                                             excluded_.data()} {
    if (request.first_query >= 0)
        for (int64_t i = 0; i < request.n; i++)
            excluded_[i] =
                vector_at_row(request, count, request.first_query + i);
}

void Candidates::add(int64_t query, float distance, int64_t id) {
    if (id < 0 || static_cast<uint32_t>(id) == excluded_[query])
        return;
    int64_t *keys = keys_.data() + query * lists_.capacity;
    const int64_t key = candidate_key(distance, static_cast<uint32_t>(id));
    int64_t *end = keys + request_.k;
    if (key >= end[-1])
        return;
    int64_t *place = std::lower_bound(keys, end, key);
    std::copy_backward(place, end - 1, end);
    *place = key;
}

void Candidates::write(int32_t metric) const {
    for (int64_t query = 0; query < request_.n; query++) {
        const int64_t at = query * request_.k;
        write_answer(keys_.data() + query * lists_.capacity, request_.k, metric,
                     request_.row_numbers, request_.distances + at,
                     request_.neighbors + at);
    }
}

void write_answer(const int64_t *keys, int32_t k, int32_t metric,
                  const int64_t *row_numbers, float *distances,
                  int64_t *neighbors) {
    for (int32_t j = 0; j < k; j++) {
        const uint32_t id = key_id(keys[j]);
        const bool found = id != no_point;
        distances[j] = found ? in_own_unit(key_distance(keys[j]), metric)
                             : std::numeric_limits<float>::quiet_NaN();
        neighbors[j] = !found        ? -1
                       : row_numbers ? row_numbers[id]
                                     : static_cast<int64_t>(id);
    }
}
