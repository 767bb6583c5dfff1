// The HNSW index: a graph over the vectors, walked from neighbour to neighbour.
#pragma once

#include "faiss_index.h"

// Empty: add. links: neighbours kept for each vector, twice as many on the
// lowest level (FAISS's M).
std::unique_ptr<as_index> make_hnsw(int32_t d, int32_t metric, int32_t links);

// Takes over a faiss::IndexHNSWFlat whose arrays are checked.
std::unique_ptr<as_index> adopt_hnsw(std::unique_ptr<faiss::Index> index,
                                     int32_t metric);
