// FAISS trains, keeps and searches these; ours are the arguments, the ties and
// the query's own row. Kinds that have a class of their own go there.
#include "factory_index.h"

#include <memory>
#include <vector>

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/IndexIVFPQ.h>
#include <faiss/IndexPQ.h>
#include <faiss/IndexPreTransform.h>
#include <faiss/IndexRefine.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/VectorTransform.h>
#include <faiss/impl/FaissException.h>
#include <faiss/index_factory.h>

#include "candidates.h"
#include "centre_index.h"
#include "flat_index.h"
#include "hnsw_index.h"
#include "ivf_index.h"
#include "status.h"
#include "thread_count.h"

const char *const factory_kinds =
    "Flat, HNSWn, PQn, SQn, IVFn with Flat, PQn or SQn, after OPQ, PCA or RR, "
    "before RFlat";

namespace {

template <typename Kind> bool is(const faiss::Index *index) {
    return dynamic_cast<const Kind *>(index) != nullptr;
}

bool has_flat_quantizer(const faiss::IndexIVF &ivf) {
    return is<faiss::IndexFlat>(ivf.quantizer);
}

bool is_supported(const faiss::Index *index) {
    if (const auto *ivf = dynamic_cast<const faiss::IndexIVF *>(index))
        return has_flat_quantizer(*ivf) &&
               (typeid(*ivf) == typeid(faiss::IndexIVFFlat) ||
                typeid(*ivf) == typeid(faiss::IndexIVFPQ) ||
                typeid(*ivf) == typeid(faiss::IndexIVFScalarQuantizer));
    if (const auto *chain =
            dynamic_cast<const faiss::IndexPreTransform *>(index)) {
        for (const faiss::VectorTransform *step : chain->chain)
            if (dynamic_cast<const faiss::LinearTransform *>(step) == nullptr)
                return false;
        return !is<faiss::IndexPreTransform>(chain->index) &&
               !is<faiss::IndexRefine>(chain->index) &&
               is_supported(chain->index);
    }
    if (const auto *refine = dynamic_cast<const faiss::IndexRefine *>(index))
        return is<faiss::IndexFlat>(refine->refine_index) &&
               !is<faiss::IndexRefine>(refine->base_index) &&
               is_supported(refine->base_index);
    return is<faiss::IndexFlat>(index) || is<faiss::IndexHNSWFlat>(index) ||
           is<faiss::IndexPQ>(index) || is<faiss::IndexScalarQuantizer>(index);
}

Failure unsupported(as_status status) {
    return Failure(status, std::string("This kind of FAISS index is not "
                                       "supported: expected ") +
                               factory_kinds);
}

// The index that effort means something to, below the others.
const faiss::Index *innermost(const faiss::Index *index) {
    if (const auto *chain =
            dynamic_cast<const faiss::IndexPreTransform *>(index))
        return innermost(chain->index);
    if (const auto *refine = dynamic_cast<const faiss::IndexRefine *>(index))
        return innermost(refine->base_index);
    return index;
}

// A search's parameters for each index of a chain, the outermost last.
class Parameters {
  public:
    Parameters(const faiss::Index *index, int32_t effort) {
        if (effort > 0)
            add(index, effort);
    }
    const faiss::SearchParameters *get() const {
        return owned_.empty() ? nullptr : owned_.back().get();
    }

  private:
    std::vector<std::unique_ptr<faiss::SearchParameters>> owned_;

    faiss::SearchParameters *add(const faiss::Index *index, int32_t effort) {
        if (const auto *chain =
                dynamic_cast<const faiss::IndexPreTransform *>(index)) {
            auto parameters =
                std::make_unique<faiss::SearchParametersPreTransform>();
            parameters->index_params = add(chain->index, effort);
            return keep(std::move(parameters));
        }
        if (const auto *refine =
                dynamic_cast<const faiss::IndexRefine *>(index)) {
            auto parameters =
                std::make_unique<faiss::IndexRefineSearchParameters>();
            parameters->k_factor = refine->k_factor;
            parameters->base_index_params = add(refine->base_index, effort);
            return keep(std::move(parameters));
        }
        if (is<faiss::IndexIVF>(index)) {
            auto parameters =
                is<faiss::IndexIVFPQ>(index)
                    ? std::make_unique<faiss::IVFPQSearchParameters>()
                    : std::make_unique<faiss::SearchParametersIVF>();
            parameters->nprobe = static_cast<size_t>(effort);
            return keep(std::move(parameters));
        }
        if (is<faiss::IndexHNSW>(index)) {
            auto parameters = std::make_unique<faiss::SearchParametersHNSW>();
            parameters->efSearch = effort;
            return keep(std::move(parameters));
        }
        return nullptr;
    }
    faiss::SearchParameters *
    keep(std::unique_ptr<faiss::SearchParameters> parameters) {
        owned_.push_back(std::move(parameters));
        return owned_.back().get();
    }
};

class Factory : public FaissIndex {
  public:
    using FaissIndex::FaissIndex;

    as_index_info describe() const override {
        as_index_info info = describe_as(AS_INDEX_FACTORY);
        const faiss::Index *inner = innermost(index_.get());
        if (const auto *ivf = dynamic_cast<const faiss::IndexIVF *>(inner)) {
            info.nlist = static_cast<int32_t>(ivf->nlist);
            info.nprobe = static_cast<int32_t>(ivf->nprobe);
        }
        if (const auto *hnsw = dynamic_cast<const faiss::IndexHNSW *>(inner))
            info.ef_search = hnsw->hnsw.efSearch;
        return info;
    }

    void set_effort(int32_t effort) override {
        auto *inner = const_cast<faiss::Index *>(innermost(index_.get()));
        if (auto *ivf = dynamic_cast<faiss::IndexIVF *>(inner))
            ivf->nprobe = static_cast<size_t>(effort);
        if (auto *hnsw = dynamic_cast<faiss::IndexHNSW *>(inner))
            hnsw->hnsw.efSearch = effort;
    }

    void train(int64_t n, const float *x, int64_t seed, int threads) override {
        const ThreadCount count(threads);
        auto *inner = const_cast<faiss::Index *>(innermost(index_.get()));
        auto *ivf = dynamic_cast<faiss::IndexIVF *>(inner);
        std::unique_ptr<CentreIndex> centres;
        if (ivf != nullptr) {
            prepare(ivf->cp, seed);
            // Faster than FAISS's flat index, and ends at once when stopped.
            centres = std::make_unique<CentreIndex>(ivf->d, ivf->metric_type);
            ivf->clustering_index = centres.get();
        }
        // Sorting codes by Hamming distance takes seconds and only serves a
        // search that is not offered.
        if (auto *ivf_pq = dynamic_cast<faiss::IndexIVFPQ *>(inner)) {
            prepare(ivf_pq->pq.cp, seed);
            ivf_pq->do_polysemous_training = false;
        }
        if (auto *pq = dynamic_cast<faiss::IndexPQ *>(inner)) {
            prepare(pq->pq.cp, seed);
            pq->do_polysemous_training = false;
        }
        std::vector<std::unique_ptr<faiss::ProductQuantizer>> rotated;
        for (faiss::OPQMatrix *matrix : rotations()) {
            rotated.push_back(std::make_unique<faiss::ProductQuantizer>(
                matrix->d_out, matrix->M, 8));
            prepare(rotated.back()->cp, seed);
            matrix->pq = rotated.back().get();
        }
        // What is lent here goes back, whatever comes.
        const auto take_back = [&](void *) {
            if (ivf != nullptr)
                ivf->clustering_index = nullptr;
            for (faiss::OPQMatrix *matrix : rotations())
                matrix->pq = nullptr;
        };
        const std::unique_ptr<void, decltype(take_back)> lent(this, take_back);
        try {
            index_->train(n, x);
        } catch (const faiss::FaissException &failure) {
            throw Failure(AS_INVALID_ARGUMENT, plain_message(failure));
        }
    }

    void add(int64_t n, const float *x, int threads) override {
        if (!index_->is_trained)
            throw Failure(AS_NOT_TRAINED, "Train the index before adding");
        const ThreadCount count(threads);
        index_->add(n, x);
    }

    void search(const SearchRequest &request) const override {
        if (!index_->is_trained)
            throw Failure(AS_NOT_TRAINED, "Train the index before searching");
        const ThreadCount one(1);
        const Parameters parameters(index_.get(), request.nprobe);
        // The query's own row comes back too.
        const int64_t asked = request.k + (request.first_query >= 0);
        std::vector<float> distances(request.n * asked);
        std::vector<faiss::idx_t> ids(request.n * asked);
        index_->search(request.n, request.queries, asked, distances.data(),
                       ids.data(), parameters.get());
        Candidates candidates(request, index_->ntotal);
        const float sign = metric_ == AS_METRIC_L2 ? 1.0f : -1.0f;
        for (int64_t i = 0; i < request.n * asked; i++)
            // A file may number vectors that it does not have.
            if (ids[i] < index_->ntotal)
                candidates.add(i / asked, sign * distances[i], ids[i]);
        candidates.write(metric_);
    }

  private:
    std::vector<faiss::OPQMatrix *> rotations() const {
        std::vector<faiss::OPQMatrix *> found;
        const faiss::Index *index = index_.get();
        if (const auto *refine =
                dynamic_cast<const faiss::IndexRefine *>(index))
            index = refine->base_index;
        if (const auto *chain =
                dynamic_cast<const faiss::IndexPreTransform *>(index))
            for (faiss::VectorTransform *step : chain->chain)
                if (auto *matrix = dynamic_cast<faiss::OPQMatrix *>(step))
                    found.push_back(matrix);
        return found;
    }

    // FAISS would print a warning where a centroid has few points.
    static void prepare(faiss::ClusteringParameters &parameters, int64_t seed) {
        parameters.seed = static_cast<int>(seed);
        parameters.min_points_per_centroid = 1;
    }
};

} // namespace

std::unique_ptr<as_index> make_factory(int32_t d, int32_t metric,
                                       const char *description) {
    std::unique_ptr<faiss::Index> index;
    try {
        index.reset(faiss::index_factory(d, description, faiss_metric(metric)));
    } catch (const faiss::FaissException &failure) {
        throw Failure(AS_INVALID_ARGUMENT, plain_message(failure));
    } catch (const std::logic_error &) { // std::stoi
        throw Failure(AS_INVALID_ARGUMENT,
                      std::string("A number in the factory string is out of "
                                  "range: ") +
                          description);
    }
    if (!is_supported(index.get()))
        throw unsupported(AS_INVALID_ARGUMENT);
    return adopt_faiss(std::move(index), metric);
}

std::unique_ptr<as_index> adopt_faiss(std::unique_ptr<faiss::Index> index,
                                      int32_t metric) {
    if (!is_supported(index.get()))
        throw unsupported(AS_UNSUPPORTED);
    if (is<faiss::IndexFlat>(index.get()))
        return adopt_flat(std::move(index), metric);
    if (is<faiss::IndexIVFFlat>(index.get()))
        return adopt_ivf_flat(std::move(index), metric);
    if (is<faiss::IndexHNSWFlat>(index.get()))
        return adopt_hnsw(std::move(index), metric);
    return std::make_unique<Factory>(std::move(index), metric);
}
