#include <thread>

#include "native_test.h"

void test_search() {
    for (const int d : cases({1, 2, 3, 5, 8, 16}, {1, 2, 3, 5, 16})) {
        for (const int k : cases({1, 8, 10, 20, 33, 100}, {1, 10, 20, 33})) {
            const int64_t n = rows_of(700, 300);
            const auto x = random_matrix(n, d, d * 100 + k);
            Index flat, tree;
            as_index_create_flat(d, AS_METRIC_L2, n, x.data(), &flat.handle);
            as_index_create_tree(d, n, x.data(), 2, &tree.handle);
            const std::string size =
                " d=" + std::to_string(d) + " k=" + std::to_string(k);
            const Answer found = search(flat, x, d, k, 0);
            test(("tree and flat name the same neighbours" + size).c_str(),
                 [&] { return agree(search(tree, x, d, k, 0), found); });
            test(("a tree by units answers as by queries" + size).c_str(), [&] {
                Answer units(n, k);
                as_index_search_units(tree.handle, 0,
                                      as_index_unit_count(tree.handle), nullptr,
                                      k, 0, nullptr, units.distances.data(),
                                      units.neighbors.data());
                return units == search(tree, x, d, k, 0);
            });
        }
    }
    test("a tree is the same for any number of threads", [] {
        const int64_t n = rows_of(20000, 5000);
        const auto x = random_matrix(n, 3, 6);
        Index alone, shared;
        as_index_create_tree(3, n, x.data(), 1, &alone.handle);
        as_index_create_tree(3, n, x.data(), 4, &shared.handle);
        const int64_t units = as_index_unit_count(alone.handle);
        Answer first(n, 4), second(n, 4);
        as_index_search_units(alone.handle, 0, units, nullptr, 4, 0, nullptr,
                              first.distances.data(), first.neighbors.data());
        as_index_search_units(shared.handle, 0, units, nullptr, 4, 0, nullptr,
                              second.distances.data(), second.neighbors.data());
        return first == second;
    });
    test("units answered one after another say whose rows they are", [] {
        const auto x = random_matrix(700, 3, 6);
        Index tree;
        as_index_create_tree(3, 700, x.data(), 2, &tree.handle);
        const int64_t units = as_index_unit_count(tree.handle);
        const Answer placed = search(tree, x, 3, 4, 0);
        const int64_t from = as_index_unit_start(tree.handle, 3);
        const int64_t count = as_index_unit_start(tree.handle, units) - from;
        std::vector<int64_t> rows(count, -1);
        Answer packed(count, 4);
        as_index_search_units(tree.handle, 3, units - 3, nullptr, 4, 0,
                              rows.data(), packed.distances.data(),
                              packed.neighbors.data());
        for (int64_t i = 0; i < 4 * count; i++) {
            const int64_t at = 4 * rows[i / 4] + i % 4;
            if (packed.neighbors[i] != placed.neighbors[at] ||
                packed.distances[i] != placed.distances[at])
                return false;
        }
        return from == 96 && count == 604 &&
               as_index_unit_start(tree.handle, units + 1) == -1;
    });
    test("equal points are told by row, and only the query itself left out",
         [] {
             const std::vector<float> x(90, 1.0f);
             Index tree;
             as_index_create_tree(3, 30, x.data(), 2, &tree.handle);
             const Answer answer = search(tree, x, 3, 3, 0);
             return answer.neighbors[0] == 1 && answer.neighbors[3] == 0 &&
                    answer.neighbors[4] == 2 && answer.neighbors[89] == 2;
         });
    test("a k above the number of rows is padded", [] {
        const auto x = random_matrix(3, 2, 1);
        Index tree;
        as_index_create_tree(2, 3, x.data(), 2, &tree.handle);
        const Answer answer = search(tree, x, 2, 5, 0);
        return answer.neighbors[1] >= 0 && answer.neighbors[2] == -1 &&
               std::isnan(answer.distances[2]);
    });
    test("IVF that visits every list finds what flat finds", [] {
        const auto x = random_matrix(3000, 7, 3);
        Index flat, ivf;
        as_index_create_flat(7, AS_METRIC_L2, 3000, x.data(), &flat.handle);
        make_ivf(ivf, x, 7, 20);
        return search(ivf, x, 7, 10, 0, 20).neighbors ==
               search(flat, x, 7, 10, 0).neighbors;
    });
    for (const int metric : {AS_METRIC_L2, AS_METRIC_IP}) {
        for (const int d : cases({2, 3, 17, 100}, {3, 17})) {
            for (const int k : cases({1, 10, 20, 40}, {10, 40})) {
                const int64_t n = rows_of(2500, 500);
                const auto x = random_matrix(n, d, d + k);
                Index ivf;
                make_ivf(ivf, x, d, 25, metric);
                test("a batch of IVF queries finds what FAISS finds", [&] {
                    const Answer batch = search(ivf, x, d, k, 0, 5);
                    Answer few(n, k);
                    for (int64_t q = 0; q < n; q += 5)
                        as_index_search(ivf.handle, x.data() + q * d, 5, q,
                                        nullptr, k, 5,
                                        few.distances.data() + q * k,
                                        few.neighbors.data() + q * k);
                    return agree(batch, few);
                });
            }
        }
    }
    test("a NaN query finds nothing and disturbs no other", [] {
        const auto x = random_matrix(1000, 3, 5);
        Index ivf;
        make_ivf(ivf, x, 3, 10);
        auto queries = x;
        for (int64_t q = 0; q < 1000; q += 3)
            queries[q * 3] = NAN;
        const Answer whole = search(ivf, x, 3, 4, 0, 3);
        const Answer holed = search(ivf, queries, 3, 4, 0, 3);
        for (int64_t at = 0; at < 4000; at++)
            if (holed.neighbors[at] !=
                (at / 4 % 3 == 0 ? -1 : whole.neighbors[at]))
                return false;
        return true;
    });
    test("training is repeatable for a seed", [] {
        const auto x = random_matrix(3000, 7, 3);
        Index first, second;
        make_ivf(first, x, 7, 20);
        make_ivf(second, x, 7, 20);
        return search(first, x, 7, 10, 0, 2) == search(second, x, 7, 10, 0, 2);
    });
    test("flat finds the largest products, across a block's end", [] {
        const int d = 40;
        const int64_t n = 5003; // some blocks, the last panel not full
        const auto x = random_matrix(n, d, 12);
        Index flat;
        as_index_create_flat(d, AS_METRIC_IP, n, x.data(), &flat.handle);
        const std::vector<float> queries(x.begin(), x.begin() + 5 * d);
        const Answer answer = search(flat, queries, d, 3);
        for (int64_t q = 0; q < 5; q++) {
            double best = 0;
            for (int64_t row = 0; row < n; row++) {
                double product = 0;
                for (int c = 0; c < d; c++)
                    product += double(x[row * d + c]) * queries[q * d + c];
                best = std::max(best, product);
            }
            if (std::fabs(answer.distances[q * 3] - best) > 1e-5 * best)
                return false;
        }
        return true;
    });
    test("cosine reports 1 - cos, and 1 for a zero vector", [] {
        const std::vector<float> x = {1, 0, 0, 1, 0, 0};
        Index flat;
        as_index_create_flat(2, AS_METRIC_COSINE, 3, x.data(), &flat.handle);
        const Answer answer = search(flat, x, 2, 3);
        return answer.distances[0] == 0 && answer.distances[1] == 1 &&
               answer.neighbors[1] == 1 && answer.neighbors[2] == 2;
    });
    test("row numbers are written, and say which row to leave out", [] {
        const auto x = random_matrix(50, 3, 9);
        std::vector<int64_t> rows(50);
        for (int i = 0; i < 50; i++)
            rows[i] = 2 * i + 1;
        Index tree;
        as_index_create_tree(3, 50, x.data(), 2, &tree.handle);
        float distance;
        int64_t neighbor;
        as_index_search(tree.handle, x.data() + 30, 1, 21, rows.data(), 1, 0,
                        &distance, &neighbor);
        return neighbor % 2 == 1 && neighbor != 21 && distance > 0;
    });
    test("threads may search one index at once", [] {
        const auto x = random_matrix(2000, 24, 4);
        Index ivf;
        make_ivf(ivf, x, 24, 16);
        const Answer alone = search(ivf, x, 24, 5, 0, 4);
        bool same[3] = {};
        std::vector<std::thread> threads;
        for (bool &one : same)
            threads.emplace_back(
                [&] { one = search(ivf, x, 24, 5, 0, 4) == alone; });
        for (std::thread &thread : threads)
            thread.join();
        return same[0] && same[1] && same[2];
    });
}
