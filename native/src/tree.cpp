#include "tree.h"

#include <algorithm>

#include "earth.h"
#include "kernels.h"
#include "status.h"
#include "tree_build.h"
#include "tree_file.h"
#include "tree_spread.h"

namespace {

template <typename Scalar> class Tree : public as_index {
  public:
    as_index_info describe() const override {
        return {AS_INDEX_TREE,    metric_, view_.dimension, 0, 0, 0, 1,
                view_.point_count};
    }

    int64_t write_to(int fd) const override {
        return write_tree(fd, view_, metric_, exact_points_, centre());
    }

    int64_t unit_count() const override { return view_.leaf_count; }

    // Every leaf but the last is full.
    int64_t unit_start(int64_t unit) const override {
        return std::min(unit * tree_leaf_size, view_.point_count);
    }

    bool tells_apart(int32_t k) const override {
        if constexpr (std::is_same_v<Scalar, float>)
            return are_far_apart(view_, k);
        else
            return true;
    }

    void search_units(int64_t first, int64_t count, const int64_t *row_numbers,
                      int32_t k, bool include_self, int64_t *rows,
                      float *distances, int64_t *neighbors) const override {
        TreeAnswer answer{k,         row_numbers, distances,
                          neighbors, radius(),    exact_points_};
        answer.rows = rows;
        kernel().search_leaves(view_, first, count, include_self, answer);
    }

  protected:
    template <typename Given>
    Tree(int32_t d, int32_t metric, int64_t n, const Given *x, int threads,
         const double *exact_points = nullptr, const Given *centre = nullptr)
        : metric_(metric), exact_points_(exact_points) {
        if (centre != nullptr)
            centre_.assign(centre, centre + d);
        const auto arrays = std::make_shared<const TreeArrays<Scalar>>(
            build_tree<Scalar>(d, n, x, threads, centre));
        view_ = arrays->view();
        memory_ = arrays;
    }

    explicit Tree(std::shared_ptr<const TreeFile> file)
        : metric_(int32_t(file->header().metric)) {
        const FiledTree<Scalar> found = file->tree<Scalar>();
        view_ = found.view;
        exact_points_ = found.exact_points;
        if (found.centre != nullptr)
            centre_.assign(found.centre, found.centre + view_.dimension);
        memory_ = std::move(file);
    }

    // What was subtracted before narrowing [d]; nullptr: nothing.
    const double *centre() const {
        return centre_.empty() ? nullptr : centre_.data();
    }

    template <typename Given>
    void answer(const SearchRequestOf<Given> &request, const Scalar *queries,
                const double *exact_queries = nullptr) const {
        kernel().search_queries(view_, queries, request.n, request.first_query,
                                {request.k, request.row_numbers,
                                 request.distances, request.neighbors, radius(),
                                 exact_points_, exact_queries});
    }

  private:
    TreeView<Scalar> view_;
    std::shared_ptr<const void> memory_; // that the view looks at
    int32_t metric_;
    const double *exact_points_ = nullptr;
    std::vector<double> centre_;

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
    explicit NarrowTree(std::shared_ptr<const TreeFile> file)
        : Tree(std::move(file)) {}
    NarrowTree(int32_t d, int64_t n, const float *x, int threads)
        : Tree(d, AS_METRIC_L2, n, x, threads) {}
    void search(const SearchRequest &request) const override {
        answer(request, request.queries);
    }
};

struct MixedTree : Tree<float> {
    explicit MixedTree(std::shared_ptr<const TreeFile> file)
        : Tree(std::move(file)) {}
    MixedTree(int32_t d, int64_t n, const double *x, const double *centre,
              int threads)
        : Tree(d, AS_METRIC_L2, n, x, threads, x, centre) {}
    void search_wide(const WideSearchRequest &request) const override {
        const int32_t d = describe().dimension;
        std::vector<float> narrow(request.n * d);
        for (int64_t i = 0; i < request.n * d; i++) {
            const double shift = centre() == nullptr ? 0 : centre()[i % d];
            narrow[i] = static_cast<float>(request.queries[i] - shift);
        }
        answer(request, narrow.data(), request.queries);
    }
};

struct WideTree : Tree<double> {
    explicit WideTree(std::shared_ptr<const TreeFile> file)
        : Tree(std::move(file)) {}
    WideTree(int32_t d, int32_t metric, int64_t n, const double *x, int threads)
        : Tree(d, metric, n, x, threads) {}
    void search_wide(const WideSearchRequest &request) const override {
        answer(request, request.queries);
    }
};

} // namespace

std::unique_ptr<as_index> make_tree(int32_t d, int64_t n, const float *x,
                                    int threads) {
    return std::make_unique<NarrowTree>(d, n, x, threads);
}

std::unique_ptr<as_index> make_mixed_tree(int32_t d, int64_t n, const double *x,
                                          const double *centre, int threads) {
    return std::make_unique<MixedTree>(d, n, x, centre, threads);
}

std::unique_ptr<as_index> make_wide_tree(int32_t d, int32_t metric, int64_t n,
                                         const double *x, int threads) {
    return std::make_unique<WideTree>(d, metric, n, x, threads);
}

std::unique_ptr<as_index> open_tree(const char *path, int32_t metric) {
    const auto file = std::make_shared<const TreeFile>(path);
    const TreeHeader &header = file->header();
    if (int32_t(header.metric) != metric)
        throw Failure(AS_INVALID_ARGUMENT,
                      "The index file was built for another metric");
    if (header.scalar_bytes == sizeof(double))
        return std::make_unique<WideTree>(file);
    if (header.told_bytes > 0)
        return std::make_unique<MixedTree>(file);
    return std::make_unique<NarrowTree>(file);
}
