// The IVF-Flat index: FAISS trains it, adds to it, keeps it in its file format
// and answers a few queries; a batch goes by panels.
#include "ivf_index.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <numeric>
#include <vector>

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>

#include "candidates.h"
#include "centre_index.h"
#include "ivf_boxes.h"
#include "ivf_panels.h"
#include "ivf_products.h"
#include "low_centres.h"
#include "status.h"
#include "thread_count.h"
#include "unaligned.h"

namespace {

// From so many queries on, copying the lists to panels pays.
constexpr int64_t least_batch = 8;

class IvfFlat : public FaissIndex {
  public:
    using FaissIndex::FaissIndex;

    as_index_info describe() const override {
        as_index_info info = describe_as(AS_INDEX_IVF_FLAT);
        info.nlist = static_cast<int32_t>(ivf().nlist);
        info.nprobe = static_cast<int32_t>(ivf().nprobe);
        return info;
    }

    void train(int64_t n, const float *x, int64_t seed, int threads) override {
        require(n >= int64_t(ivf().nlist),
                "Cannot train with fewer rows than lists");
        const ThreadCount count(threads);
        ivf().cp.seed = static_cast<int>(seed);
        if (by_boxes()) {
            const std::vector<float> centres =
                train_low_centres(n, x, ivf().d, int64_t(ivf().nlist), seed);
            ivf().quantizer->reset();
            ivf().quantizer->add(int64_t(ivf().nlist), centres.data());
            ivf().train(n, x);
            return;
        }
        // FAISS would print a warning below 39 rows a list.
        ivf().cp.min_points_per_centroid = 1;
        CentreIndex centres(ivf().d, ivf().metric_type);
        ivf().clustering_index = &centres;
        try {
            ivf().train(n, x);
        } catch (...) {
            ivf().clustering_index = nullptr;
            throw;
        }
        ivf().clustering_index = nullptr;
    }

    void add(int64_t n, const float *x, int threads) override {
        if (!index_->is_trained)
            throw Failure(AS_NOT_TRAINED, "Train the index before adding");
        const ThreadCount count(threads);
        panels_.reset();
        products_.reset();
        boxes_.reset();
        const auto &flat =
            dynamic_cast<const faiss::IndexFlat &>(*ivf().quantizer);
        if (by_boxes()) {
            std::vector<int32_t> lists(n);
            LowCentres(flat.get_xb(), flat.ntotal, ivf().d)
                .assign(n, x, lists.data());
            add_rows(n, x, lists);
            return;
        }
        CentreIndex centres(ivf().d, ivf().metric_type);
        centres.add(flat.ntotal, flat.get_xb());
        std::vector<float> distances(n);
        std::vector<faiss::idx_t> lists(n);
        centres.search(n, x, 1, distances.data(), lists.data(), nullptr);
        ivf().add_core(n, x, nullptr, lists.data());
    }

    void prepare(int threads) override {
        if (!index_->is_trained)
            throw Failure(AS_NOT_TRAINED, "Train the index before searching");
        const ThreadCount count(threads);
        if (by_boxes())
            boxes();
        else if (!by_products()) // each of these is made when it is met
            panels();
    }

    void set_effort(int32_t nprobe) override {
        ivf().nprobe = static_cast<size_t>(nprobe);
    }

    void list_sizes(int64_t *sizes) const override {
        for (size_t list = 0; list < ivf().nlist; list++)
            sizes[list] = static_cast<int64_t>(ivf().invlists->list_size(list));
    }

    void search(const SearchRequest &request) const override {
        if (!index_->is_trained)
            throw Failure(AS_NOT_TRAINED, "Train the index before searching");
        const int64_t nprobe = request.nprobe > 0
                                   ? int64_t(request.nprobe)
                                   : static_cast<int64_t>(ivf().nprobe);
        if (by_products())
            products().search(request, nprobe, metric_);
        else if (request.n < least_batch)
            search_by_faiss(request, nprobe);
        else if (by_boxes())
            boxes().search(request, nprobe);
        else
            panels().search(request, nprobe, metric_);
    }

    int64_t unit_count() const override {
        return boxes_ ? boxes_->unit_count() : 0;
    }
    int64_t unit_start(int64_t unit) const override {
        return boxes_ ? boxes_->unit_start(unit) : 0;
    }
    void search_units(int64_t first, int64_t count, const int64_t *row_numbers,
                      int32_t k, bool include_self, int64_t *rows,
                      float *distances, int64_t *neighbors) const override {
        boxes().search_units(first, count, row_numbers, k, include_self,
                             static_cast<int64_t>(ivf().nprobe), rows,
                             distances, neighbors);
    }

  private:
    mutable std::mutex mutex_;
    mutable std::unique_ptr<const IvfPanels> panels_;
    mutable std::unique_ptr<const IvfProducts> products_;
    mutable std::unique_ptr<const IvfBoxes> boxes_;

    faiss::IndexIVFFlat &ivf() {
        return static_cast<faiss::IndexIVFFlat &>(*index_);
    }
    const faiss::IndexIVFFlat &ivf() const {
        return static_cast<const faiss::IndexIVFFlat &>(*index_);
    }

    // Made by the first batch; the others wait for it.
    const IvfPanels &panels() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (panels_ == nullptr)
            panels_ = std::make_unique<const IvfPanels>(ivf());
        return *panels_;
    }

    bool by_boxes() const {
        return metric_ == AS_METRIC_L2 && index_->d <= most_boxed_dimensions;
    }
    const IvfBoxes &boxes() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (boxes_ == nullptr)
            boxes_ = std::make_unique<const IvfBoxes>(ivf());
        return *boxes_;
    }

    bool by_products() const {
        return index_->d >= least_ivf_product_dimensions;
    }
    const IvfProducts &products() const {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (products_ == nullptr)
            products_ = std::make_unique<const IvfProducts>(ivf());
        return *products_;
    }

    // A list's rows together: FAISS would add them one by one.
    void add_rows(int64_t n, const float *x,
                  const std::vector<int32_t> &lists) {
        const int32_t d = ivf().d;
        std::vector<int64_t> end(ivf().nlist + 1, 0);
        for (const int32_t list : lists)
            end[list + 1]++;
        std::partial_sum(end.begin(), end.end(), end.begin());
        std::vector<int64_t> next(end.begin(), end.end() - 1);
        std::vector<faiss::idx_t> ids(n);
        std::vector<float> rows(n * d);
        for (int64_t row = 0; row < n; row++) {
            const int64_t at = next[lists[row]]++;
            ids[at] = ivf().ntotal + row;
            std::copy_n(x + row * d, d, rows.data() + at * d);
        }
        for (size_t list = 0; list < ivf().nlist; list++)
            ivf().invlists->add_entries(
                list, size_t(end[list + 1] - end[list]), ids.data() + end[list],
                reinterpret_cast<const uint8_t *>(rows.data() + end[list] * d));
        ivf().ntotal += n;
    }

    void search_by_faiss(const SearchRequest &request, int64_t nprobe) const {
        const ThreadCount one(1);
        // The query's own row comes back too.
        const int64_t asked = request.k + (request.first_query >= 0);
        std::vector<float> distances(request.n * asked);
        std::vector<faiss::idx_t> ids(request.n * asked);
        faiss::SearchParametersIVF parameters;
        parameters.nprobe = static_cast<size_t>(nprobe);
        index_->search(request.n, request.queries, asked, distances.data(),
                       ids.data(), &parameters);
        Candidates candidates(request, index_->ntotal);
        const float sign = metric_ == AS_METRIC_L2 ? 1.0f : -1.0f;
        for (int64_t i = 0; i < request.n * asked; i++)
            candidates.add(i / asked, sign * distances[i], ids[i]);
        candidates.write(metric_);
    }
};

// An id in a file becomes a place in the caller's row numbers.
void check_ids(const faiss::IndexIVFFlat &ivf) {
    for (size_t list = 0; list < ivf.nlist; list++) {
        const size_t size = ivf.invlists->list_size(list);
        faiss::InvertedLists::ScopedIds ids(ivf.invlists, list);
        for (size_t i = 0; i < size; i++) {
            const int64_t id = load_unaligned(ids.get() + i);
            if (id < 0 || id >= ivf.ntotal)
                throw Failure(AS_IO, "The index file is unsound: it numbers a "
                                     "vector that it does not have");
        }
    }
}

} // namespace

std::unique_ptr<as_index> make_ivf_flat(int32_t d, int32_t metric,
                                        int32_t nlist) {
    auto quantizer =
        std::make_unique<faiss::IndexFlat>(d, faiss_metric(metric));
    auto ivf = std::make_unique<faiss::IndexIVFFlat>(quantizer.get(), d, nlist,
                                                     faiss_metric(metric));
    ivf->own_fields = true;
    quantizer.release();
    return std::make_unique<IvfFlat>(std::move(ivf), metric);
}

std::unique_ptr<as_index> adopt_ivf_flat(std::unique_ptr<faiss::Index> index,
                                         int32_t metric) {
    check_ids(static_cast<const faiss::IndexIVFFlat &>(*index));
    return std::make_unique<IvfFlat>(std::move(index), metric);
}
