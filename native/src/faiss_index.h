// FAISS's indexes behind our interface. FAISS keeps the vectors, trains and
// reads and writes its file format; our kernels compare where many queries come
// at once.
#pragma once

#include <memory>

#include <faiss/Index.h>

#include "index.h"

faiss::MetricType faiss_metric(int32_t metric);

// What is the same for all of FAISS's kinds.
class FaissIndex : public as_index {
  public:
    FaissIndex(std::unique_ptr<faiss::Index> index, int32_t metric)
        : index_(std::move(index)), metric_(metric) {}

    void write(const char *path) const override;

  protected:
    as_index_info describe_as(as_index_kind kind) const;

    std::unique_ptr<faiss::Index> index_;
    int32_t metric_;
};

// A flat index over x [n x d], which it borrows.
std::unique_ptr<as_index> make_flat(int32_t d, int32_t metric, int64_t n,
                                    const float *x);

// An empty IVF-Flat index.
std::unique_ptr<as_index> make_ivf_flat(int32_t d, int32_t metric,
                                        int32_t nlist);

// What FAISS has read, or built.
std::unique_ptr<as_index> adopt_flat(std::unique_ptr<faiss::Index> index,
                                     int32_t metric);
std::unique_ptr<as_index> adopt_ivf_flat(std::unique_ptr<faiss::Index> index,
                                         int32_t metric);

// A flat or IVF-Flat index from FAISS's file format.
std::unique_ptr<as_index> read_faiss_index(const char *path, int32_t metric);
