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
    int64_t write_to(int fd) const override;

  protected:
    as_index_info describe_as(as_index_kind kind) const;

    std::unique_ptr<faiss::Index> index_;
    int32_t metric_;
};
