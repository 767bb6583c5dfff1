// IVF search by products, from some dimensions on: see ivf_panels.h for fewer.
#pragma once

#include <cstdint>
#include <vector>

#include <faiss/IndexIVFFlat.h>

#include "product_batch.h"

// From so many dimensions on products pay.
constexpr int32_t least_ivf_product_dimensions = 8;

// Borrows the index's lists, and copies them to panels list by list.
class IvfProducts {
  public:
    explicit IvfProducts(const faiss::IndexIVFFlat &ivf);

    // Finds what FAISS finds with the same nprobe. Each list is read once for
    // all queries of the batch that probe it.
    void search(const SearchRequest &request, int64_t nprobe,
                int32_t metric) const;

  private:
    int64_t count_;
    std::vector<uint32_t> ids_; // by position
    ProductPanels lists_, centres_;

    void search_batch(const SearchRequest &request, int64_t nprobe,
                      int32_t metric) const;
    void search_in_place(const SearchRequest &request, int64_t nprobe,
                         int32_t metric) const;
    std::vector<int32_t> choose_lists(const SearchRequest &request,
                                      int64_t nprobe) const;
    void scan_lists(const ProductBatch &batch, int64_t queries, int64_t nprobe,
                    const std::vector<int32_t> &probes) const;
};
