// Exact trees in files, as they were written and damaged.
#include "memory_file.h"
#include "native_test.h"

namespace {

// A tree of one kind over the same points, n of them.
struct Kind {
    const char *name;
    int d;
    bool is_wide;
    int32_t metric;
    std::function<as_status(int64_t n, const float *x, const double *wide,
                            as_index **out)>
        make;
};

const std::vector<Kind> kinds = {
    {"float32", 2, false, AS_METRIC_L2,
     [](int64_t n, const float *x, const double *, as_index **out) {
         return as_index_create_tree(2, n, x, 1, out);
     }},
    {"mixed", 2, true, AS_METRIC_L2,
     [](int64_t n, const float *, const double *x, as_index **out) {
         return as_index_create_tree_mixed(2, n, x, nullptr, 1, out);
     }},
    {"centred", 2, true, AS_METRIC_L2,
     [](int64_t n, const float *, const double *x, as_index **out) {
         constexpr double centre[] = {0.25, -1e9};
         return as_index_create_tree_mixed(2, n, x, centre, 1, out);
     }},
    {"float64", 2, true, AS_METRIC_L2,
     [](int64_t n, const float *, const double *x, as_index **out) {
         return as_index_create_tree_wide(2, AS_METRIC_L2, n, x, 1, out);
     }},
    {"haversine", 3, true, AS_METRIC_HAVERSINE,
     [](int64_t n, const float *, const double *x, as_index **out) {
         return as_index_create_tree_wide(3, AS_METRIC_HAVERSINE, n, x, 1, out);
     }},
};

constexpr int k = 5;

// All points among themselves, then some queries.
Answer answers_of(const Kind &kind, const as_index *index, int64_t n,
                  const std::vector<float> &queries, as_status &status) {
    const int64_t asked = queries.size() / kind.d;
    Answer answer(n + asked, k);
    status = as_index_search_units(
        index, 0, as_index_unit_count(index), nullptr, k, 0, nullptr,
        answer.distances.data(), answer.neighbors.data());
    float *distances = answer.distances.data() + n * k;
    int64_t *neighbors = answer.neighbors.data() + n * k;
    const std::vector<double> wide(queries.begin(), queries.end());
    const as_status next =
        kind.is_wide ? as_index_search_wide(index, wide.data(), asked, -1,
                                            nullptr, k, distances, neighbors)
                     : as_index_search(index, queries.data(), asked, -1,
                                       nullptr, k, 0, distances, neighbors);
    status = status == AS_OK ? next : status;
    return answer;
}

// Unit vectors where the metric wants them.
std::vector<float> random_points(const Kind &kind, int64_t n, unsigned seed) {
    std::vector<float> x = random_matrix(n, kind.d, seed);
    if (kind.metric == AS_METRIC_HAVERSINE)
        for (int64_t i = 0; i < n; i++) {
            float *at = x.data() + i * kind.d;
            const float length = std::hypot(at[0], at[1], at[2]);
            for (int c = 0; c < kind.d; c++)
                at[c] /= length;
        }
    return x;
}

void test_kind(const Kind &kind, int64_t n) {
    const std::string name =
        std::string(" of a ") + kind.name + " tree of " + std::to_string(n);
    const auto x = random_points(kind, n, 3);
    const std::vector<double> wide(x.begin(), x.end());
    const auto queries = random_points(kind, 7, 4);
    Index built;
    kind.make(n, x.data(), wide.data(), &built.handle);
    as_status status;
    const Answer expected = answers_of(kind, built.handle, n, queries, status);
    const MemoryFile file;
    int64_t counted = 0, written = 0;
    as_index_write_to(built.handle, -1, &counted);
    as_index_write_to(built.handle, file.descriptor, &written);
    const Bytes whole = read_bytes(file.path);
    test(("the bytes are counted before they are written," + name).c_str(),
         [&] { return counted == written && size_t(counted) == whole.size(); });
    test(("the file answers as what was written," + name).c_str(), [&] {
        Index index;
        if (as_index_read(file.path.c_str(), kind.metric, &index.handle) !=
            AS_OK)
            return false;
        return answers_of(kind, index.handle, n, queries, status) == expected;
    });
    test(("another metric is refused," + name).c_str(), [&] {
        Index index;
        return as_index_read(file.path.c_str(), AS_METRIC_IP, &index.handle) ==
               AS_INVALID_ARGUMENT;
    });
    const auto attempt = [&](const Bytes &bytes) {
        write_bytes(file.path, bytes);
        Index index;
        as_status found =
            as_index_read(file.path.c_str(), kind.metric, &index.handle);
        if (found == AS_OK)
            answers_of(kind, index.handle, n, queries, found);
        return found;
    };
    test(("every cut is refused," + name).c_str(), [&] {
        for (size_t size = 0; size < whole.size(); size++)
            if (attempt(Bytes(whole.begin(), whole.begin() + size)) != AS_IO)
                return false;
        return true;
    });
    test(("what follows it does not matter," + name).c_str(), [&] {
        Bytes longer = whole;
        longer.resize(whole.size() + 77, 'x');
        return attempt(longer) == AS_OK;
    });
    test(("no changed byte does harm," + name).c_str(), [&] {
        for (size_t at = 0; at < whole.size(); at++) {
            for (const int change : {0x01, 0x40, 0xff}) {
                Bytes changed = whole;
                changed[at] = static_cast<char>(changed[at] ^ change);
                const as_status found = attempt(changed);
                if (found == AS_OK || found == AS_IO ||
                    found == AS_UNSUPPORTED || found == AS_INVALID_ARGUMENT)
                    continue;
                std::printf("byte %zu ^ %d: %d\n", at, change, found);
                return false;
            }
        }
        return true;
    });
}

} // namespace

void test_tree_files() {
    for (const Kind &kind : kinds)
        for (const int64_t n : {1, 32, 77})
            test_kind(kind, n);
}
