// An IVF index's lists in few dimensions, squared L2, with boxes by which most
// of them, and of their panels, are skipped.
#pragma once

#include <cstdint>
#include <vector>

#include <faiss/IndexIVFFlat.h>

#include "boxed_lists.h"
#include "index.h"

// A copy of the lists and their centres.
class IvfBoxes {
  public:
    // By OpenMP's threads.
    explicit IvfBoxes(const faiss::IndexIVFFlat &ivf);

    // Finds what FAISS finds with the same nprobe.
    void search(const SearchRequest &request, int64_t nprobe) const;

    // Units are panels: up to 16 vectors that lie close together.
    int64_t unit_count() const { return int64_t(starts_.size()) - 1; }
    int64_t unit_start(int64_t unit) const { return starts_[unit]; }

    // as_index_search_units.
    void search_units(int64_t first, int64_t count, const int64_t *row_numbers,
                      int32_t k, bool include_self, int64_t nprobe,
                      int64_t *rows, float *distances,
                      int64_t *neighbors) const;

  private:
    int32_t dimension_;
    int64_t count_, width_;                          // lists; in whole sixteens
    std::vector<float> centres_, lows_, highs_;      // [dimension][width]
    std::vector<int64_t> first_panel_, first_boxes_; // [lists + 1]
    std::vector<int64_t> starts_; // [panels + 1], vectors before
    std::vector<int32_t> list_of_panel_;
    std::vector<float> boxes_, panels_; // as BoxedLists has them
    std::vector<uint32_t> ids_;

    BoxedLists view() const;
    void lay_out(const faiss::IndexIVFFlat &ivf);
    void fill(const faiss::IndexIVFFlat &ivf, int64_t list);
    void make_boxes(int64_t list);
};
