#include "product_batch.h"

#include <algorithm>
#include <numeric>

#include "candidate.h"
#include "kernels.h"
#include "stop_flag.h"

namespace {

// Of the scores next to the k-th some belong to nearer rows than it does, of
// rough ones more; and one to the query itself. Where rows alone are wanted,
// the next one tells.
int32_t kept_scores(int32_t k, bool rows_alone, bool rough) {
    const int32_t spare = rows_alone ? 1
                          : rough    ? std::max(12, k / 2)
                                     : std::max(6, k / 8);
    const int32_t wanted = k + spare;
    if (wanted == 2)
        return 2;
    for (const int32_t sorted : {8, 16, 24, 32, 40, 64})
        if (wanted <= sorted)
            return sorted;
    return wanted;
}
constexpr int32_t most_sorted = 64;

// Of more neighbours too many others are as near as rough scores can tell.
constexpr int32_t most_rough = 40;

} // namespace

void keep_smallest(int64_t *keys, int32_t kept, int32_t count) {
    std::nth_element(keys, keys + kept - 1, keys + count);
}

ProductBatch::ProductBatch(const SearchRequest &request,
                           const ProductPanels &panels, const uint32_t *ids,
                           int64_t count, Wanted wanted)
    : request_(request), panels_(panels), ids_(ids), wanted_(wanted),
      candidates_(request, count),
      asked_(request.n * panels.kernel().query_floats(panels.dimension())),
      least_(request.n, -std::numeric_limits<float>::infinity()),
      is_rough_(wanted == Wanted::distances && request.k <= most_rough &&
                panels.goes_roughly()),
      length_(request.n), offset_(request.n), slope_(request.n),
      slack_(request.n) {
    const int32_t d = panels.dimension();
    const int64_t query_floats = panels.kernel().query_floats(d);
    std::vector<float> moved(d);
    for (int64_t i = 0; i < request.n; i++) {
        float scale;
        const double length =
            panels.move_query(request.queries + i * d, moved.data(), &scale);
        panels.kernel().make_query(moved.data(), d,
                                   asked_.data() + i * query_floats);
        length_[i] = length;
        slope_[i] = panels.inner_product() ? scale : 0.5;
        bound(i, is_rough_ ? panels.rough_part(moved.data(), length)
                           : panels.error() * length);
    }
    const int32_t kept =
        kept_scores(request.k, wanted == Wanted::rows_alone, is_rough_);
    const bool sorted = kept <= most_sorted;
    const int32_t capacity = sorted ? kept : 2 * kept;
    keys_.assign(request.n * capacity, empty_key);
    counts_.assign(sorted ? 0 : request.n, 0);
    best_ = {kept, capacity, keys_.data(), counts_.data()};
    exact_ = {candidates_.lists(), request.queries, ids, offset_.data(),
              slope_.data()};
    queries_ = {asked_.data(), least_.data(), &best_, nullptr};
}

// What a score can be wrong by: `wrong` for the query's part.
void ProductBatch::bound(int64_t query, double wrong) {
    const double length = length_[query];
    const double slack = wrong + panels_.tiny() * (1 + length);
    slack_[query] = slack;
    offset_[query] = panels_.inner_product() ? -slack : length / 2 - slack;
}

// And for a row's, of its squared length.
double ProductBatch::error() const {
    return is_rough_ ? panels_.rough_error() : panels_.error();
}

void ProductBatch::scan(int64_t part, const int32_t *members,
                        int64_t count) const {
    const ProductKernel &kernel = panels_.kernel();
    (is_rough_ ? kernel.scan_roughly : kernel.scan)(panels_.rows(part),
                                                    queries_, members, count);
}

void ProductBatch::scan_all(const std::vector<int32_t> &members) const {
    std::vector<int64_t> parts(panels_.part_count());
    std::iota(parts.begin(), parts.end(), 0);
    const StopFlag stop = StopFlag::current();
    panels_.for_each(parts, [&](int64_t part) {
        stop.check();
        scan(part, members.data(), int64_t(members.size()));
    });
}

std::vector<int32_t> ProductBatch::settle() {
    std::vector<int32_t> unsettled;
    Measured measured;
    for (int32_t query = 0; query < request_.n; query++)
        if (!settle(query, measured))
            unsettled.push_back(query);
    queries_.exact = &exact_;
    if (is_rough_ && int64_t(unsettled.size()) > request_.n / 16)
        panels_.leave_roughness();
    is_rough_ = false;
    return unsettled;
}

// How many scores there are; no other than these is above least_.
int32_t ProductBatch::finish_scores(int32_t query) {
    int64_t *keys = keys_.data() + int64_t(query) * best_.capacity;
    if (best_.capacity == best_.kept) {
        int64_t *end = keys + best_.kept;
        return static_cast<int32_t>(std::lower_bound(keys, end, empty_key) -
                                    keys);
    }
    if (counts_[query] > best_.kept) {
        keep_smallest(keys, best_.kept, counts_[query]);
        counts_[query] = best_.kept;
        least_[query] = -key_distance(keys[best_.kept - 1]);
    }
    return counts_[query];
}

// Measures a query's `count` best scores and brings the k nearest to the front.
void ProductBatch::measure(int32_t query, int32_t count,
                           Measured &measured) const {
    const int64_t *keys = keys_.data() + int64_t(query) * best_.capacity;
    const int32_t d = panels_.dimension();
    auto &[rows, ids, distances, found] = measured;
    rows.clear();
    ids.clear();
    for (int32_t i = 0; i < count; i++) {
        const uint32_t position = key_id(keys[i]);
        const uint32_t id = ids_ ? ids_[position] : position;
        if (id == exact_.lists.excluded[query])
            continue;
        rows.push_back(panels_.row(position));
        ids.push_back(id);
    }
    distances.resize(rows.size());
    kernels().measure_rows(request_.queries + int64_t(query) * d, rows.data(),
                           int64_t(rows.size()), d, panels_.inner_product(),
                           distances.data());
    found.resize(rows.size());
    for (size_t i = 0; i < rows.size(); i++)
        found[i] = candidate_key(distances[i], ids[i]);
    std::partial_sort(found.begin(),
                      found.begin() + std::min<size_t>(request_.k, rows.size()),
                      found.end());
}

// Whether the k best scores, in a sorted list, are those of the k nearest rows,
// whatever scores can be wrong by.
bool ProductBatch::is_clear(int32_t query) const {
    if (wanted_ == Wanted::distances || best_.capacity > best_.kept)
        return false;
    const int64_t *keys = keys_.data() + int64_t(query) * best_.capacity;
    return first_farther(query, keys, request_.k, request_.k + 1) == request_.k;
}

// Of a sorted list's scores from the `wanted`-th on, the first that is so much
// lower than the one before those that, whatever scores can be wrong by, its
// row and all after it are farther than the `wanted` best; `count` where none
// is.
int32_t ProductBatch::first_farther(int32_t query, const int64_t *keys,
                                    int32_t wanted, int32_t count) const {
    const double last = -key_distance(keys[wanted - 1]);
    const double length = longest_found(query, last);
    const double apart = 2 * error() * length + 2 * slack_[query];
    int32_t place = wanted;
    while (place < count && !(last + key_distance(keys[place]) > apart))
        place++;
    return place;
}

// No row of such a score, or a better one, has a larger squared length: it is
// as far from the query at most as its score can mean.
double ProductBatch::longest_found(int32_t query, double score) const {
    const double longest = panels_.longest();
    if (panels_.inner_product())
        return longest;
    const double slack = slack_[query];
    const double own = 2 * (offset_[query] + slack);
    const double near = 4 * own - 4 * score + 8 * slack;
    return std::min(longest, near / (1 - 8 * error()));
}

void ProductBatch::take_unmeasured(int32_t query) const {
    const int64_t *keys = keys_.data() + int64_t(query) * best_.capacity;
    const CandidateLists &lists = exact_.lists;
    for (int32_t i = 0; i < request_.k; i++) {
        const uint32_t position = key_id(keys[i]);
        const double distance =
            (offset_[query] + slack_[query] + double(key_distance(keys[i]))) /
            slope_[query];
        lists.keys[int64_t(query) * lists.capacity + i] = candidate_key(
            static_cast<float>(distance), ids_ ? ids_[position] : position);
    }
}

// Whether no row but those with the best scores can be among the k nearest. If
// one can, nothing is found yet, but it is known what its score must reach.
bool ProductBatch::settle(int32_t query, Measured &measured) {
    if (is_clear(query)) {
        take_unmeasured(query);
        return true;
    }
    const int32_t count = finish_scores(query);
    // The query itself is one of the best, and left out.
    const int32_t wanted =
        request_.k + (exact_.lists.excluded[query] != no_point);
    int32_t near = count;
    if (best_.capacity == best_.kept && wanted < count)
        near =
            first_farther(query, keys_.data() + int64_t(query) * best_.capacity,
                          wanted, count);
    measure(query, near, measured);
    const std::vector<int64_t> &found = measured.keys;
    const size_t k = static_cast<size_t>(request_.k);
    // -inf: no row was left out.
    if (near == count && std::isfinite(least_[query])) {
        const auto needed = [&] {
            return found.size() < k ? -std::numeric_limits<float>::infinity()
                                    : least_score(offset_[query], slope_[query],
                                                  key_distance(found[k - 1]));
        };
        if (needed() <= least_[query]) {
            if (is_rough_) // the next scores are not
                bound(query, panels_.error() * length_[query]);
            least_[query] = needed();
            return false;
        }
    }
    const CandidateLists &lists = exact_.lists;
    std::copy_n(found.begin(), std::min(k, found.size()),
                lists.keys + int64_t(query) * lists.capacity);
    return true;
}
