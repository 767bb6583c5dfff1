// A batch of queries on its way through an index's panels: from the best scores
// to the neighbours, exact.
#pragma once

#include <vector>

#include "candidates.h"
#include "huge_pages.h"
#include "product_panels.h"

class ProductBatch {
  public:
    // Whether it matters how far the nearest rows are, and which is nearer. For
    // rows alone most queries need no measuring.
    enum class Wanted { distances, rows_alone };

    // ids: of the positions, or nullptr: the same. count: vectors in the index.
    ProductBatch(const SearchRequest &request, const ProductPanels &panels,
                 const uint32_t *ids, int64_t count,
                 Wanted wanted = Wanted::distances);

    // Compares some queries with a part, whose panels are made, or with all.
    void scan(int64_t part, const int32_t *members, int64_t count) const;

    void scan_all(const std::vector<int32_t> &members) const;

    // To be called when every query has met its parts. Measures the rows with
    // the best scores. Gives the queries for which others may be as near (many
    // rows nearly as far as the k-th): they must meet their parts once more,
    // whereupon everything near enough is measured.
    std::vector<int32_t> settle();

    // What was found, when the unsettled ones have been seen to.
    const CandidateLists &lists() const { return candidates_.lists(); }

    // Writes distances in the metric's own unit and table rows, padded.
    void write(int32_t metric) const { candidates_.write(metric); }

  private:
    const SearchRequest &request_;
    const ProductPanels &panels_;
    const uint32_t *ids_;
    Wanted wanted_;
    Candidates candidates_;
    HugeVector<float> asked_;
    std::vector<float> least_;
    std::vector<double> offset_, slope_, slack_;
    HugeVector<int64_t> keys_;
    std::vector<int32_t> counts_;
    BestScores best_;
    ExactLists exact_;
    ProductQueries queries_;

    // Rows of one query that are measured, and what comes out.
    struct Measured {
        std::vector<const float *> rows;
        std::vector<uint32_t> ids;
        std::vector<float> distances;
        std::vector<int64_t> keys;
    };

    int32_t finish_scores(int32_t query);
    void measure(int32_t query, int32_t count, Measured &measured) const;
    bool is_clear(int32_t query) const;
    int32_t first_farther(int32_t query, const int64_t *keys, int32_t wanted,
                          int32_t count) const;
    double longest_found(int32_t query, double score) const;
    void take_unmeasured(int32_t query) const;
    bool settle(int32_t query, Measured &measured);
};
