// The IVF index: which lists a query visits, and which boxes it skips.
#include <algorithm>

#include "native_test.h"

namespace {

// Rows far from the middle, a query near it: products misjudge the first
// two by more than the query's own length tells. The second is nearer.
void test_long_rows() {
    constexpr int d = 33, n = 8, queries = 16;
    std::vector<float> x(n * d, 0.0f), query(d, 0.0f);
    for (int c = 0; c < d - 1; c++) {
        x[c] = 1 - 0x1.fp-10f;
        x[d + c] = 1 + 0x1.fp-9f;
        query[c] = 0x1p-5f * (1 + 0x1.fp-9f);
    }
    const auto distance = [&](int row) {
        double sum = 0;
        for (int c = 0; c < d; c++)
            sum += std::pow(double(x[row * d + c]) - query[c], 2);
        return sum;
    };
    // The first becomes the farther one by 1e-6 of the distance.
    x[d - 1] =
        static_cast<float>(std::sqrt(distance(1) * (1 + 1e-6) - distance(0)));
    for (int row = 2; row < n; row++)
        x[row * d + row] = 50;
    std::vector<float> all;
    for (int q = 0; q < queries; q++)
        all.insert(all.end(), query.begin(), query.end());
    // As many lists as rows: each row is its list's centre.
    Index ivf;
    make_ivf(ivf, x, d, n);
    test("the nearest list is found among rows far from the middle", [&] {
        const Answer found = search(ivf, all, d, 1, -1, 1);
        return distance(1) < distance(0) &&
               std::all_of(found.neighbors.begin(), found.neighbors.end(),
                           [](int64_t row) { return row == 1; });
    });
}

struct Points {
    const char *name;
    std::vector<float> x;
    int d;
    // Small whole numbers: distances are exact, and equal ones many. What is
    // found is then the same to the bit, with the lowest of equally far rows.
    bool exact;
};

Points grid(int64_t n, int d, int side, unsigned seed) {
    auto x = random_matrix(n, d, seed);
    for (float &value : x)
        value = std::floor(value * float(side));
    return {"grid", x, d, true};
}

Points tight(int64_t n, int d, unsigned seed) {
    auto x = random_matrix(n, d, seed);
    for (int64_t i = 0; i < n; i++)
        for (int c = 0; c < d; c++)
            x[i * d + c] = x[i * d + c] * 1e-3f + float((i * 7 + c) % 5);
    return {"clusters", x, d, false};
}

bool same(const Answer &a, const Answer &b, bool exact) {
    return exact ? a.distances == b.distances : agree(a, b);
}

// Rows that are equally far may be others in FAISS's answer, which keeps the
// first that it met, but a box may not hide a row that belongs there.
bool is_ordered(const Answer &answer, int k) {
    for (size_t i = 0; i + 1 < answer.neighbors.size(); i++)
        if (int(i % k) != k - 1 &&
            answer.distances[i] == answer.distances[i + 1] &&
            answer.neighbors[i] >= answer.neighbors[i + 1])
            return false;
    return true;
}

// In more dimensions lists go by panels, which have no units.
constexpr int32_t most_boxed = 3;

void test_boxes(const Points &points, int nlist, int nprobe, int k) {
    const auto &[name, x, d, exact] = points;
    const int64_t n = int64_t(x.size()) / d;
    const std::string what = std::string(name) + " d=" + std::to_string(d) +
                             " k=" + std::to_string(k) +
                             " nprobe=" + std::to_string(nprobe);
    Index ivf;
    make_ivf(ivf, x, d, nlist);
    // FAISS answers what comes alone.
    const Answer wanted = one_by_one(ivf, x, d, k, 0, nprobe);
    const Answer batch = search(ivf, x, d, k, 0, nprobe);
    test(("boxes hide no neighbour: " + what).c_str(),
         [&] { return same(batch, wanted, exact); });
    // Distances are roots, which unlike squares may share: without FMA two rows
    // of the 7-D ones do.
    if (exact || d <= most_boxed)
        test(("equally far ones come by their rows: " + what).c_str(),
             [&] { return is_ordered(batch, k); });
    as_index_set_effort(ivf.handle, nprobe);
    as_index_prepare(ivf.handle, 2);
    test(("units find what queries find: " + what).c_str(), [&] {
        Answer units(n, k);
        const int64_t count = as_index_unit_count(ivf.handle);
        if (d > most_boxed)
            return count == 0;
        for (int64_t unit = 0; unit < count; unit += 3)
            as_index_search_units(
                ivf.handle, unit, std::min<int64_t>(3, count - unit), nullptr,
                k, 0, nullptr, units.distances.data(), units.neighbors.data());
        return as_index_unit_start(ivf.handle, count) == n && units == batch;
    });
    // The lowest of equally far rows: what all lists give is the flat answer.
    Index flat;
    as_index_create_flat(d, AS_METRIC_L2, n, x.data(), &flat.handle);
    test(("all lists hold what flat finds: " + what).c_str(), [&] {
        return search(ivf, x, d, k, 0, nlist) == search(flat, x, d, k, 0);
    });
}

void test_lost_queries(float lost) {
    const std::string name = "a query of " + std::to_string(lost) +
                             " finds nothing, and disturbs no other, in boxes";
    test(name.c_str(), [&] {
        const auto x = random_matrix(500, 3, 5);
        Index ivf;
        make_ivf(ivf, x, 3, 10);
        auto queries = x;
        for (int64_t q = 0; q < 500; q += 3)
            queries[q * 3 + 1] = lost;
        const Answer whole = search(ivf, x, 3, 4, 0, 3);
        const Answer holed = search(ivf, queries, 3, 4, 0, 3);
        for (int64_t at = 0; at < 2000; at++)
            if (holed.neighbors[at] !=
                (at / 4 % 3 == 0 ? -1 : whole.neighbors[at]))
                return false;
        return true;
    });
}

void test_all_boxes() {
    const int64_t n = rows_of(2000, 400);
    for (const int d : cases({1, 2, 3, 4, 5, 7}, {1, 3, 7})) {
        for (const int k : cases({1, 3, 10, 40}, {1, 40}))
            test_boxes(
                {"uniform", random_matrix(rows_of(3000, 600), d, d), d, false},
                40, 4, k);
        test_boxes(grid(n, d, 6, 90), 25, 3, 10);
        test_boxes(grid(n, d, 4, 91), 25, 25, 20);
        test_boxes(tight(n, d, 92), 30, 2, 10);
    }
    for (const float lost : {NAN, INFINITY, -INFINITY})
        test_lost_queries(lost);
    test("more lists than different rows can be trained", [] {
        std::vector<float> x(400 * 3);
        for (size_t i = 0; i < x.size(); i++)
            x[i] = float(i / 3 % 4);
        Index ivf;
        make_ivf(ivf, x, 3, 20);
        const Answer found = search(ivf, x, 3, 1, -1, 1);
        for (const float distance : found.distances)
            if (distance != 0)
                return false;
        return true;
    });
}

} // namespace

void test_ivf() {
    test_long_rows();
    test_all_boxes();
}
