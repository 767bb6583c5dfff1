#include "tree.h"

#include "kernels.h"
#include "status.h"
#include "tree_build.h"

namespace {

class Tree : public as_index {
  public:
    Tree(int32_t d, int64_t n, const float *x, int threads)
        : arrays_(build_tree(d, n, x, threads)) {}

    as_index_info describe() const override {
        return {AS_INDEX_TREE,      AS_METRIC_L2, arrays_.dimension, 0, 0, 1,
                arrays_.point_count};
    }

    void search(const SearchRequest &request) const override {
        kernels().tree.search_queries(arrays_.view(), request.queries,
                                      request.n, request.first_query,
                                      {request.k, request.row_numbers,
                                       request.distances, request.neighbors});
    }

    int64_t unit_count() const override {
        return static_cast<int64_t>(arrays_.leaf_node.size());
    }

    void search_units(int64_t first, int64_t count, const int64_t *row_numbers,
                      int32_t k, bool include_self, float *distances,
                      int64_t *neighbors) const override {
        kernels().tree.search_leaves(arrays_.view(), first, count, include_self,
                                     {k, row_numbers, distances, neighbors});
    }

  private:
    TreeArrays arrays_;
};

} // namespace

std::unique_ptr<as_index> make_tree(int32_t d, int64_t n, const float *x,
                                    int threads) {
    return std::make_unique<Tree>(d, n, x, threads);
}
