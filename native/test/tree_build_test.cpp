// How trees are built: the same for any number of threads, whatever the points.
#include "memory_file.h"
#include "native_test.h"

namespace {

// Enough that several threads divide a part together.
constexpr int64_t n = is_watched ? 70'001 : 150'001;
constexpr int d = 3;

struct Points {
    const char *name;
    std::function<void(std::vector<float> &x)> change;
};

const std::vector<Points> sets = {
    {"random points", [](std::vector<float> &) {}},
    {"many at few places, zeros of both signs",
     [](std::vector<float> &x) {
         for (size_t i = 0; i < x.size(); i++)
             if (i / d % 3 > 0)
                 x[i] = i / d % 2 == 0 ? 0.0f : -0.0f;
     }},
    {"sorted points, one far away",
     [](std::vector<float> &x) {
         for (size_t i = 0; i < x.size(); i += d)
             x[i] = float(i) / x.size();
         x[0] = 1e9f;
     }},
    {"one place",
     [](std::vector<float> &x) { std::fill(x.begin(), x.end(), 0.5f); }},
};

struct Kind {
    const char *name;
    std::function<as_status(const float *x, const double *wide, int threads,
                            as_index **out)>
        make;
};

const std::vector<Kind> kinds = {
    {"float32",
     [](const float *x, const double *, int threads, as_index **out) {
         return as_index_create_tree(d, n, x, threads, out);
     }},
    {"mixed",
     [](const float *, const double *x, int threads, as_index **out) {
         return as_index_create_tree_mixed(d, n, x, nullptr, threads, out);
     }},
    {"float64",
     [](const float *, const double *x, int threads, as_index **out) {
         return as_index_create_tree_wide(d, AS_METRIC_L2, n, x, threads, out);
     }},
};

Bytes bytes_of(const Index &index) {
    MemoryFile file;
    int64_t size = 0;
    if (as_index_write_to(index.handle, file.descriptor, &size) != AS_OK)
        return {};
    return read_bytes(file.path);
}

// The points themselves as some queries, beside a comparison with all.
bool finds_all(const Index &tree, const std::vector<float> &x) {
    constexpr int k = 4, asked = 40;
    std::vector<float> queries;
    for (int64_t i = 0; i < asked; i++) {
        const float *row = x.data() + i * (n / asked) * d;
        queries.insert(queries.end(), row, row + d);
    }
    Index flat;
    as_index_create_flat(d, AS_METRIC_L2, n, x.data(), &flat.handle);
    return agree(search(tree, queries, d, k), search(flat, queries, d, k));
}

} // namespace

void test_tree_building() {
    for (const Points &set : sets) {
        std::vector<float> x = random_matrix(n, d, 8);
        set.change(x);
        const std::vector<double> wide(x.begin(), x.end());
        for (const Kind &kind : kinds) {
            Index one, three;
            const std::string of = std::string(kind.name) + ", " + set.name;
            test(("a tree is built of " + of).c_str(), [&] {
                return kind.make(x.data(), wide.data(), 1, &one.handle) ==
                           AS_OK &&
                       kind.make(x.data(), wide.data(), 3, &three.handle) ==
                           AS_OK;
            });
            test(("three threads build the tree of one: " + of).c_str(), [&] {
                const Bytes bytes = bytes_of(one);
                return !bytes.empty() && bytes == bytes_of(three);
            });
            if (kind.name == std::string("float32"))
                test(("the tree has all points: " + of).c_str(),
                     [&] { return finds_all(three, x); });
        }
    }
}
