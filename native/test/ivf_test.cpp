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

} // namespace

void test_ivf() { test_long_rows(); }
