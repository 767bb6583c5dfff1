#include "faiss_index.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/index_io.h>
#include <faiss/utils/utils.h>

#include "candidate.h"
#include "index_file.h"
#include "kernels.h"
#include "status.h"

namespace {

// FAISS takes its thread count from OpenMP, which keeps one per thread.
class ThreadCount {
  public:
    explicit ThreadCount(int threads) : before_(omp_get_max_threads()) {
        omp_set_num_threads(threads);
    }
    ~ThreadCount() { omp_set_num_threads(before_); }

  private:
    int before_;
};

faiss::MetricType faiss_metric(int32_t metric) {
    return metric == AS_METRIC_L2 ? faiss::METRIC_L2
                                  : faiss::METRIC_INNER_PRODUCT;
}

// FAISS's squared L2 or inner product, in the metric's own unit.
float in_own_unit(float distance, int32_t metric) {
    switch (metric) {
    case AS_METRIC_L2:
        return std::sqrt(std::max(distance, 0.0f));
    case AS_METRIC_COSINE:
        return 1.0f - distance;
    default:
        return distance;
    }
}

int64_t table_row(const SearchRequest &request, int64_t id) {
    return request.row_numbers ? request.row_numbers[id] : id;
}

void write_missing(const SearchRequest &request, int64_t at) {
    request.distances[at] = std::numeric_limits<float>::quiet_NaN();
    request.neighbors[at] = -1;
}

class FaissIndex : public as_index {
  public:
    FaissIndex(std::unique_ptr<faiss::Index> index, int32_t metric)
        : index_(std::move(index)), metric_(metric) {}

    as_index_info describe() const override {
        return {kind(),
                metric_,
                int32_t(index_->d),
                0,
                0,
                index_->is_trained,
                index_->ntotal};
    }

    void write(const char *path) const override {
        try {
            faiss::write_index(index_.get(), path);
        } catch (const faiss::FaissException &failure) {
            throw Failure(AS_IO, plain_message(failure));
        }
    }

  protected:
    virtual int32_t kind() const = 0;

    std::unique_ptr<faiss::Index> index_;
    int32_t metric_;
};

// FAISS's container and file format; our kernel compares, exact to float32
// rounding, where FAISS's own search of many queries is not.
class Flat : public FaissIndex {
  public:
    using FaissIndex::FaissIndex;

    void search(const SearchRequest &request) const override {
        const faiss::IndexFlat &flat =
            dynamic_cast<const faiss::IndexFlat &>(*index_);
        const int capacity = list_capacity(request.k);
        std::vector<int64_t> keys(request.n * capacity);
        std::vector<int64_t> excluded(request.n, -1);
        if (request.first_query >= 0)
            for (int64_t i = 0; i < request.n; i++)
                excluded[i] = vector_at_row(request, request.first_query + i);
        kernels().search_flat({flat.get_xb(), flat.ntotal, int32_t(flat.d),
                               metric_ != AS_METRIC_L2, request.queries,
                               request.n, excluded.data(), request.k,
                               keys.data(), capacity});
        for (int64_t i = 0; i < request.n; i++)
            for (int32_t j = 0; j < request.k; j++)
                write_one(request, i * request.k + j, keys[i * capacity + j]);
    }

  protected:
    int32_t kind() const override { return AS_INDEX_FLAT; }

  private:
    int64_t vector_at_row(const SearchRequest &request, int64_t row) const {
        if (request.row_numbers == nullptr)
            return row;
        const int64_t *end = request.row_numbers + index_->ntotal;
        const int64_t *at = std::lower_bound(request.row_numbers, end, row);
        return at != end && *at == row ? at - request.row_numbers : -1;
    }

    void write_one(const SearchRequest &request, int64_t at,
                   int64_t key) const {
        if (key_id(key) == no_point)
            return write_missing(request, at);
        const float found = key_distance(key);
        request.distances[at] =
            in_own_unit(metric_ == AS_METRIC_L2 ? found : -found, metric_);
        request.neighbors[at] = table_row(request, key_id(key));
    }
};

class IvfFlat : public FaissIndex {
  public:
    using FaissIndex::FaissIndex;

    as_index_info describe() const override {
        as_index_info info = FaissIndex::describe();
        info.nlist = static_cast<int32_t>(ivf().nlist);
        info.nprobe = static_cast<int32_t>(ivf().nprobe);
        return info;
    }

    void train(int64_t n, const float *x, int64_t seed, int threads) override {
        require(n >= int64_t(ivf().nlist),
                "Cannot train with fewer rows than lists");
        const ThreadCount count(threads);
        ivf().cp.seed = static_cast<int>(seed);
        // FAISS would print a warning below 39 rows a list.
        ivf().cp.min_points_per_centroid = 1;
        ivf().train(n, x);
    }

    void add(int64_t n, const float *x, int threads) override {
        if (!index_->is_trained)
            throw Failure(AS_NOT_TRAINED, "Train the index before adding");
        const ThreadCount count(threads);
        index_->add(n, x);
    }

    void list_sizes(int64_t *sizes) const override {
        for (size_t list = 0; list < ivf().nlist; list++)
            sizes[list] = static_cast<int64_t>(ivf().invlists->list_size(list));
    }

    void search(const SearchRequest &request) const override {
        if (!index_->is_trained)
            throw Failure(AS_NOT_TRAINED, "Train the index before searching");
        const ThreadCount one(1);
        // The query's own row comes back too; it is dropped below.
        const int64_t asked = request.k + (request.first_query >= 0);
        std::vector<float> distances(request.n * asked);
        std::vector<faiss::idx_t> ids(request.n * asked);
        faiss::SearchParametersIVF parameters;
        parameters.nprobe = request.nprobe > 0 ? request.nprobe : ivf().nprobe;
        index_->search(request.n, request.queries, asked, distances.data(),
                       ids.data(), &parameters);
        for (int64_t i = 0; i < request.n; i++)
            write_one_query(request, i, distances.data() + i * asked,
                            ids.data() + i * asked, asked);
    }

  protected:
    int32_t kind() const override { return AS_INDEX_IVF_FLAT; }

  private:
    faiss::IndexIVFFlat &ivf() {
        return static_cast<faiss::IndexIVFFlat &>(*index_);
    }
    const faiss::IndexIVFFlat &ivf() const {
        return static_cast<const faiss::IndexIVFFlat &>(*index_);
    }

    // Orders equal distances by row, leaves the query's own row out.
    void write_one_query(const SearchRequest &request, int64_t query,
                         const float *distances, const faiss::idx_t *ids,
                         int64_t asked) const {
        std::vector<int64_t> keys;
        keys.reserve(asked);
        const int64_t own =
            request.first_query >= 0 ? request.first_query + query : -1;
        for (int64_t j = 0; j < asked; j++) {
            if (ids[j] < 0 || table_row(request, ids[j]) == own)
                continue;
            const float first =
                metric_ == AS_METRIC_L2 ? distances[j] : -distances[j];
            keys.push_back(candidate_key(first, static_cast<uint32_t>(ids[j])));
        }
        std::sort(keys.begin(), keys.end());
        for (int32_t j = 0; j < request.k; j++) {
            const int64_t at = query * request.k + j;
            if (j >= int64_t(keys.size())) {
                write_missing(request, at);
                continue;
            }
            const float found = key_distance(keys[j]);
            request.distances[at] =
                in_own_unit(metric_ == AS_METRIC_L2 ? found : -found, metric_);
            request.neighbors[at] = table_row(request, key_id(keys[j]));
        }
    }
};

// An id in the file becomes a place in the caller's row numbers.
void check_ids(const faiss::IndexIVFFlat &ivf) {
    for (size_t list = 0; list < ivf.nlist; list++) {
        const size_t size = ivf.invlists->list_size(list);
        const faiss::InvertedLists::ScopedIds ids(ivf.invlists, list);
        for (size_t i = 0; i < size; i++)
            if (ids[i] < 0 || ids[i] >= ivf.ntotal)
                throw Failure(AS_IO, "The index file is unsound: it numbers a "
                                     "vector that it does not have");
    }
}

// Nothing to free: the caller owns the vectors.
struct BorrowedOwner : faiss::MaybeOwnedVectorOwner {};

} // namespace

std::unique_ptr<as_index> make_flat(int32_t d, int32_t metric, int64_t n,
                                    const float *x) {
    auto flat = std::make_unique<faiss::IndexFlat>(d, faiss_metric(metric));
    flat->codes = faiss::MaybeOwnedVector<uint8_t>::create_view(
        const_cast<float *>(x), n * flat->code_size,
        std::make_shared<BorrowedOwner>());
    flat->ntotal = n;
    return std::make_unique<Flat>(std::move(flat), metric);
}

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

std::unique_ptr<as_index> read_faiss_index(const char *path, int32_t metric) {
    check_index_file(path);
    std::unique_ptr<faiss::Index> index;
    try {
        index.reset(faiss::read_index(path));
    } catch (const faiss::FaissException &failure) {
        throw Failure(AS_IO, plain_message(failure));
    }
    if (index->metric_type != faiss_metric(metric))
        throw Failure(AS_INVALID_ARGUMENT,
                      "The index file was built for another metric");
    if (const auto *ivf = dynamic_cast<faiss::IndexIVFFlat *>(index.get())) {
        check_ids(*ivf);
        return std::make_unique<IvfFlat>(std::move(index), metric);
    }
    return std::make_unique<Flat>(std::move(index), metric);
}
