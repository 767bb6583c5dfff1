// What neighbouring leaves reach is listed for many at once (tree_around.h);
// queries list it each for themselves. Both must find the same.
#include "native_test.h"

namespace {

using Matrix = std::vector<double>;

// Some dense places in a thin surrounding: leaves of one list reach unlike far,
// and some lists have no room for what a thin leaf reaches. Not so dense that
// float32 cannot tell points apart: a mixed tree is not for those.
Matrix uneven(int64_t n, int d) {
    std::mt19937_64 generator(d);
    std::uniform_real_distribution<double> uniform;
    Matrix x(n * d);
    for (int64_t row = 0; row < n; row++) {
        const int place = static_cast<int>(generator() % 4);
        const double size = std::pow(7.0, -place);
        for (int c = 0; c < d; c++)
            x[row * d + c] = 0.2 * place + size * uniform(generator);
    }
    std::fill_n(x.data(), d, 1e4); // one far outlier
    return x;
}

// A lattice: most neighbours are equally far.
Matrix lattice(int64_t n, int d) {
    std::mt19937_64 generator(d);
    Matrix x(n * d);
    for (double &value : x)
        value = static_cast<double>(generator() % 24);
    return x;
}

bool agrees(const Index &tree, int64_t n, int k, const Matrix &wide,
            const std::vector<float> *narrow) {
    Answer units(n, k), queries(n, k);
    as_index_search_units(tree.handle, 0, as_index_unit_count(tree.handle),
                          nullptr, k, 0, nullptr, units.distances.data(),
                          units.neighbors.data());
    if (narrow != nullptr)
        as_index_search(tree.handle, narrow->data(), n, 0, nullptr, k, 0,
                        queries.distances.data(), queries.neighbors.data());
    else
        as_index_search_wide(tree.handle, wide.data(), n, 0, nullptr, k,
                             queries.distances.data(),
                             queries.neighbors.data());
    return units == queries;
}

void test_lists(const char *name, int d, int k, const Matrix &x) {
    const int64_t n = static_cast<int64_t>(x.size()) / d;
    const std::vector<float> narrow(x.begin(), x.end());
    const std::string of = " over " + std::string(name) +
                           " d=" + std::to_string(d) +
                           " k=" + std::to_string(k);
    test(("leaves with one list find what each query finds" + of).c_str(), [&] {
        Index tree;
        as_index_create_tree(d, n, narrow.data(), 2, &tree.handle);
        return agrees(tree, n, k, x, &narrow);
    });
    test(("and in a mixed tree" + of).c_str(), [&] {
        Index tree;
        as_index_create_tree_mixed(d, n, x.data(), nullptr, 2, &tree.handle);
        return agrees(tree, n, k, x, nullptr);
    });
    test(("and in a wide tree" + of).c_str(), [&] {
        Index tree;
        as_index_create_tree_wide(d, AS_METRIC_L2, n, x.data(), 2,
                                  &tree.handle);
        return agrees(tree, n, k, x, nullptr);
    });
}

int tells_apart(const Matrix &x, int k) {
    Index tree;
    as_index_create_tree_mixed(3, static_cast<int64_t>(x.size()) / 3, x.data(),
                               nullptr, 2, &tree.handle);
    return as_index_tells_apart(tree.handle, k);
}

void test_spread() {
    Matrix x(3 * rows_of(9000, 3000));
    std::mt19937_64 generator(5);
    std::uniform_real_distribution<double> uniform;
    for (double &value : x)
        value = uniform(generator);
    test("float32 tells random points apart",
         [&] { return tells_apart(x, 10) == 1 && tells_apart(x, 31) == 1; });
    test("nobody knows of more neighbours than a leaf has",
         [&] { return tells_apart(x, 32) == 0; });
    Matrix far = x, equal = x;
    for (double &value : far)
        value += 4096;
    test("nor of points far from the origin",
         [&] { return tells_apart(far, 10) == 0; });
    for (size_t at = 0; at < x.size(); at++)
        equal[at] = x[at / 33 * 3 + at % 3];
    test("nor of many that are equal, as far as k goes", [&] {
        return tells_apart(equal, 12) == 1 && tells_apart(equal, 5) == 0;
    });
}

} // namespace

void test_tree_lists() {
    test_spread();
    const int64_t n = rows_of(12000, 3000);
    for (const int d : {2, 3, 4}) {
        for (const int k : cases({1, 10, 14}, {10})) {
            test_lists("uneven points", d, k, uneven(n, d));
            test_lists("a lattice", d, k, lattice(n, d));
        }
    }
}
