// The IVF-Flat index: vectors in lists, of which a query visits nprobe.
#pragma once

#include "faiss_index.h"

// Empty: train, then add.
std::unique_ptr<as_index> make_ivf_flat(int32_t d, int32_t metric,
                                        int32_t nlist);

// Takes over a faiss::IndexIVFFlat.
std::unique_ptr<as_index> adopt_ivf_flat(std::unique_ptr<faiss::Index> index,
                                         int32_t metric);
