// An IVF index's vectors in few dimensions as our kernels read them, and the
// search of a batch: for inner products; see ivf_boxes.h for squared L2.
#pragma once

#include <cstdint>
#include <vector>

#include <faiss/IndexIVFFlat.h>

#include "index.h"

// A copy of the lists and their centres in panels.
class IvfPanels {
  public:
    explicit IvfPanels(const faiss::IndexIVFFlat &ivf);

    // Finds what FAISS finds with the same nprobe. Each list is read once for
    // all queries of the batch that probe it.
    void search(const SearchRequest &request, int64_t nprobe,
                int32_t metric) const;

  private:
    struct List {
        int64_t rows;
        int64_t first_row; // in ids_
        int64_t panels;    // in panels_
    };

    void search_lists(const SearchRequest &request, int64_t nprobe,
                      const std::vector<int32_t> &probes,
                      const struct CandidateLists &lists) const;
    std::vector<int32_t> choose_lists(const SearchRequest &request,
                                      int64_t nprobe) const;

    int64_t count_;
    int32_t dimension_;
    bool inner_product_;
    std::vector<List> lists_;
    std::vector<uint32_t> ids_;
    std::vector<float> panels_, centres_;
};
