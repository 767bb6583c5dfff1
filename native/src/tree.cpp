#include "tree.h"

#include "kernels.h"
#include "status.h"
#include "tree_build.h"

namespace {

// The Earth's mean radius in metres, R1 of the IUGG.
constexpr double earth_radius = 6371008.8;

template <typename Scalar> class Tree : public as_index {
  public:
    Tree(int32_t d, int32_t metric, int64_t n, const Scalar *x, int threads)
        : arrays_(build_tree(d, n, x, threads)), metric_(metric) {}

    as_index_info describe() const override {
        return {AS_INDEX_TREE,      metric_, arrays_.dimension, 0, 0, 1,
                arrays_.point_count};
    }

    int64_t unit_count() const override {
        return static_cast<int64_t>(arrays_.leaf_node.size());
    }

    void search_units(int64_t first, int64_t count, const int64_t *row_numbers,
                      int32_t k, bool include_self, float *distances,
                      int64_t *neighbors) const override {
        kernel().search_leaves(
            arrays_.view(), first, count, include_self,
            {k, row_numbers, distances, neighbors, radius()});
    }

  protected:
    void answer(const SearchRequestOf<Scalar> &request) const {
        kernel().search_queries(
            arrays_.view(), request.queries, request.n, request.first_query,
            {request.k, request.row_numbers, request.distances,
             request.neighbors, radius()});
    }

  private:
    TreeArrays<Scalar> arrays_;
    int32_t metric_;

    double radius() const {
        return metric_ == AS_METRIC_HAVERSINE ? earth_radius : 0;
    }

    static const TreeKernel<Scalar> &kernel() {
        if constexpr (std::is_same_v<Scalar, float>)
            return kernels().tree;
        else
            return kernels().wide_tree;
    }
};

struct NarrowTree : Tree<float> {
    using Tree::Tree;
    void search(const SearchRequest &request) const override {
        answer(request);
    }
};

struct WideTree : Tree<double> {
    using Tree::Tree;
    void search_wide(const WideSearchRequest &request) const override {
        answer(request);
    }
};

} // namespace

std::unique_ptr<as_index> make_tree(int32_t d, int64_t n, const float *x,
                                    int threads) {
    return std::make_unique<NarrowTree>(d, AS_METRIC_L2, n, x, threads);
}

std::unique_ptr<as_index> make_wide_tree(int32_t d, int32_t metric, int64_t n,
                                         const double *x, int threads) {
    return std::make_unique<WideTree>(d, metric, n, x, threads);
}
