// The candidates of a batch of queries, from empty lists to the answer.
#pragma once

#include <vector>

#include "huge_pages.h"
#include "index.h"
#include "panels.h"

// Writes the k nearest of one list, padded: distances in the metric's own unit,
// and table rows, which are the ids where row_numbers is nullptr.
void write_answer(const int64_t *keys, int32_t k, int32_t metric,
                  const int64_t *row_numbers, float *distances,
                  int64_t *neighbors);

// Owns the lists of one request, empty at first.
class Candidates {
  public:
    // count: vectors in the index
    Candidates(const SearchRequest &request, int64_t count);

    const CandidateLists &lists() const { return lists_; }

    // Adds what was found by other means; the own row is left out.
    void add(int64_t query, float distance, int64_t id);

    // Writes distances in the metric's own unit and table rows, padded.
    void write(int32_t metric) const;

  private:
    const SearchRequest &request_;
    HugeVector<int64_t> keys_;
    std::vector<float> reach_;
    std::vector<uint32_t> excluded_;
    CandidateLists lists_;
};
