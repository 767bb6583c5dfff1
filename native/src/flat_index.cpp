// The flat index: FAISS's container and file format, our comparison. FAISS's
// own search of many queries goes by |x|^2 + |y|^2 - 2xy and loses digits.
#include "flat_index.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <faiss/IndexFlat.h>

#include "candidates.h"
#include "kernels.h"

namespace {

// A block stays in the second-level cache while all queries meet it.
constexpr int64_t block_bytes = 256 * 1024;

class Flat : public FaissIndex {
  public:
    using FaissIndex::FaissIndex;

    as_index_info describe() const override {
        return describe_as(AS_INDEX_FLAT);
    }

    void search(const SearchRequest &request) const override {
        const auto &flat = dynamic_cast<const faiss::IndexFlat &>(*index_);
        const int32_t d = static_cast<int32_t>(flat.d);
        const int64_t block_rows =
            std::max<int64_t>(panel_rows, block_bytes / int64_t(sizeof(float)) /
                                              d / panel_rows * panel_rows);
        std::vector<float> panels(
            panel_floats(std::min(block_rows, flat.ntotal), d));
        std::vector<int32_t> members(request.n);
        std::iota(members.begin(), members.end(), 0);
        const Candidates candidates(request, flat.ntotal);
        for (int64_t row = 0; row < flat.ntotal; row += block_rows) {
            const int64_t rows = std::min(block_rows, flat.ntotal - row);
            make_panels(flat.get_xb() + row * d, rows, d, panels.data());
            kernels().scan_panels(
                {panels.data(), rows, nullptr, static_cast<uint32_t>(row), d,
                 metric_ != AS_METRIC_L2},
                request.queries, members.data(), request.n, candidates.lists());
        }
        candidates.write(metric_);
    }
};

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
    return adopt_flat(std::move(flat), metric);
}

std::unique_ptr<as_index> adopt_flat(std::unique_ptr<faiss::Index> index,
                                     int32_t metric) {
    return std::make_unique<Flat>(std::move(index), metric);
}
