// The HNSW index: FAISS builds the graph and keeps it in its file format; our
// kernel walks it.
#include "hnsw_index.h"

#include <memory>
#include <mutex>
#include <vector>

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>

#include "candidate.h"
#include "candidates.h"
#include "kernels.h"
#include "status.h"
#include "stop_flag.h"
#include "thread_count.h"

namespace {

// Of a vector that is added: FAISS's 40 finds 1 to 3 % fewer neighbours at the
// same efSearch.
constexpr int build_effort = 80;

// Searches at once each take one and give it back.
class ScratchPool {
  public:
    std::unique_ptr<GraphScratch> take() {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (free_.empty())
            return std::make_unique<GraphScratch>();
        auto scratch = std::move(free_.back());
        free_.pop_back();
        return scratch;
    }
    void give_back(std::unique_ptr<GraphScratch> scratch) {
        const std::lock_guard<std::mutex> lock(mutex_);
        free_.push_back(std::move(scratch));
    }
    void clear() {
        const std::lock_guard<std::mutex> lock(mutex_);
        free_.clear();
    }

  private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<GraphScratch>> free_;
};

class Hnsw : public FaissIndex {
  public:
    using FaissIndex::FaissIndex;

    as_index_info describe() const override {
        as_index_info info = describe_as(AS_INDEX_HNSW);
        info.ef_search = graph().efSearch;
        return info;
    }

    // There is nothing to learn, and so no reason to refuse.
    void train(int64_t, const float *, int64_t, int) override {}

    void add(int64_t n, const float *x, int threads) override {
        const ThreadCount count(threads);
        index_->add(n, x);
        scratch_.clear();
    }

    void set_effort(int32_t effort) override { hnsw().hnsw.efSearch = effort; }

    void search(const SearchRequest &request) const override {
        const int32_t ef =
            request.nprobe > 0 ? request.nprobe : graph().efSearch;
        const GraphView graph = view();
        // The query's own row comes back too.
        const int32_t asked = request.k + (request.first_query >= 0);
        std::vector<int64_t> keys(asked);
        Candidates candidates(request, index_->ntotal);
        auto scratch = scratch_.take();
        const StopFlag stop = StopFlag::current();
        for (int64_t i = 0; i < request.n; i++) {
            stop.check();
            kernels().search_graph(graph, request.queries + i * graph.dimension,
                                   ef, asked, *scratch, keys.data());
            for (const int64_t key : keys)
                if (key != empty_key)
                    candidates.add(i, key_distance(key), key_id(key));
        }
        scratch_.give_back(std::move(scratch));
        candidates.write(metric_);
    }

  private:
    mutable ScratchPool scratch_;

    faiss::IndexHNSW &hnsw() {
        return static_cast<faiss::IndexHNSW &>(*index_);
    }
    const faiss::HNSW &graph() const {
        return static_cast<const faiss::IndexHNSW &>(*index_).hnsw;
    }

    GraphView view() const {
        const auto &index = static_cast<const faiss::IndexHNSW &>(*index_);
        const auto &storage =
            static_cast<const faiss::IndexFlat &>(*index.storage);
        const faiss::HNSW &graph = index.hnsw;
        static_assert(sizeof(size_t) == sizeof(uint64_t));
        return {index.d,
                metric_ != AS_METRIC_L2,
                index.ntotal,
                reinterpret_cast<const float *>(storage.codes.data()),
                reinterpret_cast<const uint64_t *>(graph.offsets.data()),
                graph.neighbors.data(),
                graph.neighbors.size(),
                graph.cum_nneighbor_per_level.data(),
                graph.entry_point,
                graph.max_level};
    }
};

} // namespace

std::unique_ptr<as_index> make_hnsw(int32_t d, int32_t metric, int32_t links) {
    auto hnsw =
        std::make_unique<faiss::IndexHNSWFlat>(d, links, faiss_metric(metric));
    hnsw->hnsw.efConstruction = build_effort;
    return adopt_hnsw(std::move(hnsw), metric);
}

std::unique_ptr<as_index> adopt_hnsw(std::unique_ptr<faiss::Index> index,
                                     int32_t metric) {
    return std::make_unique<Hnsw>(std::move(index), metric);
}
