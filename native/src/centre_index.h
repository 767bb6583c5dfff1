// The centres of an IVF index while it is built: which is nearest to a row, for
// many rows, by products.
#pragma once

#include <memory>
#include <vector>

#include <faiss/Index.h>

#include "product_batch.h"

// Given to FAISS's k-means in place of its flat index, whose schedule, samples
// and splits are kept so. It finds the nearest one only, with OpenMP's threads;
// the same for any number of them.
class CentreIndex : public faiss::Index {
  public:
    CentreIndex(int d, faiss::MetricType metric);

    void add(faiss::idx_t n, const float *x) override;
    void search(faiss::idx_t n, const float *x, faiss::idx_t k,
                float *distances, faiss::idx_t *labels,
                const faiss::SearchParameters *parameters) const override;
    void reset() override;

  private:
    std::vector<float> centres_;
    std::unique_ptr<const ProductPanels> panels_;

    void search_block(faiss::idx_t n, const float *x, float *distances,
                      faiss::idx_t *labels) const;
};
