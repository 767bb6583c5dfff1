// The flat index: every vector is compared.
#pragma once

#include "faiss_index.h"

// Over x [n x d], which it borrows.
std::unique_ptr<as_index> make_flat(int32_t d, int32_t metric, int64_t n,
                                    const float *x);

// Takes over a faiss::IndexFlat.
std::unique_ptr<as_index> adopt_flat(std::unique_ptr<faiss::Index> index,
                                     int32_t metric);
