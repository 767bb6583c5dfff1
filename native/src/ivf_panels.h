// An IVF index's vectors as our kernels read them, and the search of a batch.
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
        int64_t boxes;     // in lows_ and highs_
    };

    void search_ranks(const SearchRequest &request, int64_t nprobe,
                      int64_t first_rank, int64_t last_rank,
                      const std::vector<int32_t> &probes,
                      const struct CandidateLists &lists) const;
    std::vector<int32_t> choose_lists(const SearchRequest &request,
                                      int64_t nprobe) const;
    bool is_in_reach(int64_t list, const float *query, float reach) const;

    int64_t count_;
    int32_t dimension_;
    bool inner_product_;
    std::vector<List> lists_;
    std::vector<uint32_t> ids_;
    std::vector<float> panels_, centres_;
    std::vector<float> boxes_; // [lists][2 x dimension]; empty: not worth it
    // Boxes of each list's panels (boxed_panels.h); empty: not worth it.
    std::vector<float> lows_, highs_;

    void fill_list(const List &list, const float *x, const int64_t *ids);
    void scan(const List &list, const float *queries, const int32_t *members,
              int64_t count, const struct CandidateLists &candidates) const;
};
