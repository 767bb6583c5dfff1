// An HNSW graph as its search sees it, over FAISS's arrays, no ownership.
//
// Vertex i has its lists of neighbours, level 0 first, from neighbors
// [offsets[i]] on; the list of a level takes cumulative[level] ..
// cumulative[level + 1] of them and ends early at a -1.
#pragma once

#include <cstdint>
#include <vector>

struct GraphView {
    int32_t dimension;
    bool inner_product;
    int64_t count;
    const float *vectors;     // [count x dimension], at any address
    const uint64_t *offsets;  // [count + 1]
    const int32_t *neighbors; // [neighbor_count], at any address
    uint64_t neighbor_count;
    const int32_t *cumulative; // [max_level + 2]
    int32_t entry_point;       // -1: there are no vectors
    int32_t max_level;
};

// What one search needs to write, used again by the next.
struct GraphScratch {
    std::vector<uint8_t> visited; // [count]; visited now where it is `stamp`
    uint8_t stamp = 0;
    std::vector<int64_t> pool;
    std::vector<uint32_t> found;
};

// The `k` nearest to the query that a search with a pool of `ef` finds (FAISS's
// efSearch), as candidate keys (candidate.h), padded with empty_key. Numbers of
// vectors in the graph that it does not have are passed over.
using SearchGraph = void (*)(const GraphView &graph, const float *query,
                             int32_t ef, int32_t k, GraphScratch &scratch,
                             int64_t *keys);
