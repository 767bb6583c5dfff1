// HNSW indexes, and those of FAISS's factory strings.
#include <algorithm>

#include "native_test.h"

namespace {

void make_hnsw(Index &index, const std::vector<float> &x, int d,
               int metric = AS_METRIC_L2) {
    as_index_create_hnsw(d, metric, 16, &index.handle);
    as_index_add(index.handle, x.size() / d, x.data(), 2);
}

as_status make_factory(Index &index, const char *description,
                       const std::vector<float> &x, int d) {
    const as_status status =
        as_index_create_factory(d, AS_METRIC_L2, description, &index.handle);
    if (status != AS_OK)
        return status;
    const int64_t n = x.size() / d;
    as_index_info info;
    as_index_describe(index.handle, &info);
    const as_status trained =
        info.trained ? AS_OK : as_index_train(index.handle, n, x.data(), 1, 1);
    return trained != AS_OK ? trained
                            : as_index_add(index.handle, n, x.data(), 1);
}

double recall(const Answer &found, const Answer &exact, int k) {
    int64_t hits = 0;
    for (size_t i = 0; i < exact.neighbors.size(); i++) {
        const auto first = found.neighbors.begin() + i / k * k;
        hits += std::count(first, first + k, exact.neighbors[i]);
    }
    return double(hits) / double(exact.neighbors.size());
}

void test_hnsw(int d, int metric, const char *name) {
    const int64_t n = rows_of(3000, 500);
    const auto x = random_matrix(n, d, 4);
    Index hnsw, flat;
    make_hnsw(hnsw, x, d, metric);
    as_index_create_flat(d, metric, n, x.data(), &flat.handle);
    const Answer exact = search(flat, x, d, 10, 0);
    test((std::string("a wide walk finds nearly all, ") + name).c_str(), [&] {
        return recall(search(hnsw, x, d, 10, 0, 400), exact, 10) > 0.98;
    });
    test((std::string("more effort finds more, ") + name).c_str(), [&] {
        return recall(search(hnsw, x, d, 10, 0, 400), exact, 10) >
               recall(search(hnsw, x, d, 10, 0, 8), exact, 10);
    });
    test((std::string("distances are the flat index's, ") + name).c_str(), [&] {
        const Answer found = search(hnsw, x, d, 10, 0, 400);
        for (size_t i = 0; i < found.distances.size(); i++)
            if (found.neighbors[i] == exact.neighbors[i] &&
                !(std::fabs(found.distances[i] - exact.distances[i]) <=
                  1e-5f * std::fabs(exact.distances[i])))
                return false;
        return true;
    });
    test((std::string("no vector is its own neighbour, ") + name).c_str(), [&] {
        const Answer found = search(hnsw, x, d, 10, 0, 50);
        for (int64_t i = 0; i < n * 10; i++)
            if (found.neighbors[i] == i / 10)
                return false;
        return true;
    });
}

void test_hnsw_edges() {
    const auto x = random_matrix(5, 3, 6);
    test("an empty graph finds nothing", [&] {
        Index hnsw;
        as_index_create_hnsw(3, AS_METRIC_L2, 4, &hnsw.handle);
        const Answer found = search(hnsw, x, 3, 2);
        return found.neighbors == std::vector<int64_t>(10, -1) &&
               std::isnan(found.distances[0]);
    });
    test("more neighbours than vectors are padded", [&] {
        Index hnsw;
        make_hnsw(hnsw, x, 3);
        const Answer found = search(hnsw, x, 3, 7);
        return found.neighbors[0] == 0 && found.neighbors[4] >= 0 &&
               found.neighbors[5] == -1 && std::isnan(found.distances[6]);
    });
    test("the graph carries its effort", [&] {
        Index hnsw;
        make_hnsw(hnsw, x, 3);
        as_index_info info;
        return as_index_set_effort(hnsw.handle, 77) == AS_OK &&
               as_index_describe(hnsw.handle, &info) == AS_OK &&
               info.kind == AS_INDEX_HNSW && info.ef_search == 77 &&
               info.nprobe == 0 && info.count == 5;
    });
    test("a graph answers many searches as the first", [&] {
        const auto many = random_matrix(500, 3, 9);
        Index hnsw;
        make_hnsw(hnsw, many, 3);
        const Answer first = search(hnsw, many, 3, 4, 0, 20);
        for (int i = 0; i < 3; i++)
            if (!(search(hnsw, many, 3, 4, 0, 20) == first))
                return false;
        return true;
    });
}

void test_factory() {
    const int d = 8;
    const int64_t n = rows_of(2000, 600);
    const auto x = random_matrix(n, d, 7);
    Index flat;
    as_index_create_flat(d, AS_METRIC_L2, n, x.data(), &flat.handle);
    const Answer exact = search(flat, x, d, 5, 0);
    struct Case {
        const char *description;
        as_index_kind kind;
        int effort;
        double least;
    };
    for (const Case &given :
         {Case{"IVF16,Flat", AS_INDEX_IVF_FLAT, 16, 1},
          Case{"HNSW16", AS_INDEX_HNSW, 200, 0.97},
          Case{"PQ4", AS_INDEX_FACTORY, 0, 0.5},
          Case{"SQ8", AS_INDEX_FACTORY, 0, 0.9},
          Case{"IVF16,PQ4", AS_INDEX_FACTORY, 16, 0.5},
          Case{"IVF16,SQ8", AS_INDEX_FACTORY, 16, 0.9},
          Case{"OPQ2,IVF16,SQ8", AS_INDEX_FACTORY, 16, 0.9},
          Case{"PCA6,SQ8", AS_INDEX_FACTORY, 0, 0.3},
          Case{"IVF16,PQ4x4,RFlat", AS_INDEX_FACTORY, 16, 0.1}})
        test((std::string("factory string ") + given.description).c_str(), [&] {
            Index index;
            as_index_info info;
            return make_factory(index, given.description, x, d) == AS_OK &&
                   as_index_describe(index.handle, &info) == AS_OK &&
                   info.kind == given.kind && info.count == n &&
                   recall(search(index, x, d, 5, 0, given.effort), exact, 5) >=
                       given.least;
        });
    test("effort counts inside other indexes", [&] {
        Index index;
        make_factory(index, "PCAR8,IVF16,SQ8", x, d);
        const double few = recall(search(index, x, d, 5, 0, 1), exact, 5);
        return few < recall(search(index, x, d, 5, 0, 16), exact, 5) &&
               as_index_set_effort(index.handle, 16) == AS_OK &&
               search(index, x, d, 5, 0) == search(index, x, d, 5, 0, 16);
    });
    test("nonsense is refused as an argument", [&] {
        for (const char *description :
             {"", "IVF", "Nonsense", "PQ3", "IVF99999999999999999999,Flat"}) {
            Index index;
            if (make_factory(index, description, x, d) != AS_INVALID_ARGUMENT) {
                std::printf("%s\n", description);
                return false;
            }
        }
        return true;
    });
    test("kinds that are not supported are refused, with those that are", [&] {
        for (const char *description :
             {"LSH", "NSG16", "IVF16_HNSW8,Flat", "PQ4x4fs", "IDMap,Flat",
              "IVF16,RaBitQ"}) {
            Index index;
            if (make_factory(index, description, x, d) != AS_INVALID_ARGUMENT ||
                std::strstr(as_last_error(), "IVFn") == nullptr) {
                std::printf("%s\n", description);
                return false;
            }
        }
        return true;
    });
    test("training a quantizer with too few rows is refused", [&] {
        Index index;
        return make_factory(index, "PQ4", random_matrix(100, d, 1), d) ==
               AS_INVALID_ARGUMENT;
    });
}

} // namespace

void test_graphs() {
    test_hnsw(3, AS_METRIC_L2, "d 3");
    test_hnsw(16, AS_METRIC_L2, "d 16");
    test_hnsw(37, AS_METRIC_IP, "d 37, inner product");
    test_hnsw_edges();
    test_factory();
}
