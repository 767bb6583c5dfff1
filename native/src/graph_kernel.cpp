// Searching an HNSW graph, compiled once per instruction set.
//
// FAISS's own walk (Malkov and Yashunin, arXiv 1603.09320): down the levels to
// the nearest vertex, then over level 0 with a pool of the `ef` nearest seen,
// of which the nearest that was not yet expanded comes next. It visits what
// FAISS visits; it is faster by comparing four rows at once with this
// processor's widest registers, by asking for rows before they are needed, and
// by keeping the marks of visited vertices from one search to the next.
#include "graph_kernel.h"

#include <algorithm>
#include <cstring>

#include "candidate.h"
#include "row_distance.h"

namespace AS_ISA {
namespace {

// A pool's key: distance, then id and whether it was expanded. 31 bits hold an
// id, as FAISS's own graphs do.
constexpr int64_t expanded = 1;

int64_t pool_key(float distance, uint32_t id) {
    return candidate_key(distance, id << 1);
}
uint32_t pool_id(int64_t key) { return key_id(key) >> 1; }

template <bool InnerProduct> class Walk {
  public:
    Walk(const GraphView &graph, const float *query, GraphScratch &scratch)
        : graph_(graph), query_(query), scratch_(scratch) {}

    void run(int32_t ef, int32_t k, int64_t *keys) {
        std::fill(keys, keys + k, empty_key);
        if (graph_.entry_point < 0)
            return;
        mark_none();
        descend();
        const int64_t size = explore(ef, std::max(ef, k));
        for (int64_t i = 0; i < std::min<int64_t>(size, k); i++) {
            const int64_t key = scratch_.pool[i];
            keys[i] = candidate_key(key_distance(key), pool_id(key));
        }
    }

  private:
    const GraphView &graph_;
    const float *query_;
    GraphScratch &scratch_;
    uint32_t nearest_;
    float nearest_distance_;

    const float *row(uint32_t id) const {
        return graph_.vectors + int64_t(id) * graph_.dimension;
    }

    float distance(uint32_t id) const {
        return row_distance<InnerProduct>(query_, row(id), graph_.dimension);
    }

    void mark_none() {
        if (scratch_.visited.empty())
            scratch_.visited.resize(graph_.count, 0);
        if (++scratch_.stamp == 0) {
            std::fill(scratch_.visited.begin(), scratch_.visited.end(), 0);
            scratch_.stamp = 1;
        }
    }

    // The neighbours of a vertex on a level, or how many there can be.
    struct List {
        const int32_t *first;
        int64_t size;
    };
    List list(uint32_t id, int32_t level) const {
        const uint64_t begin = graph_.offsets[id] + graph_.cumulative[level];
        const uint64_t end = graph_.offsets[id] + graph_.cumulative[level + 1];
        if (end > graph_.neighbor_count)
            return {nullptr, 0};
        return {graph_.neighbors + begin, int64_t(end - begin)};
    }

    // False at the end of a list, and for a vector that there is not.
    bool take(const int32_t *at, uint32_t &id) const {
        std::memcpy(&id, at, sizeof id);
        return id < uint64_t(graph_.count);
    }

    void prefetch_row(uint32_t id) const {
        const char *first = reinterpret_cast<const char *>(row(id));
        const int64_t bytes =
            std::min<int64_t>(graph_.dimension * sizeof(float), 1024);
        for (int64_t at = 0; at < bytes + 63; at += 64)
            __builtin_prefetch(first + at);
    }

    // To the vertex of level 1 that has no nearer neighbour.
    void descend() {
        nearest_ = graph_.entry_point;
        nearest_distance_ = distance(nearest_);
        for (int32_t level = graph_.max_level; level > 0; level--) {
            for (uint32_t before = no_point; before != nearest_;) {
                before = nearest_;
                const List near = list(before, level);
                uint32_t id;
                for (int64_t i = 0; i < near.size; i++) {
                    if (!take(near.first + i, id))
                        break;
                    const float d = distance(id);
                    if (d < nearest_distance_) {
                        nearest_ = id;
                        nearest_distance_ = d;
                    }
                }
            }
        }
    }

    // Fills the pool, sorted; how many are in it.
    int64_t explore(int32_t ef, int32_t capacity) {
        scratch_.pool.resize(capacity);
        scratch_.found.resize(graph_.cumulative[1] + 1);
        found_ = scratch_.found.data();
        int64_t *pool = scratch_.pool.data();
        pool[0] = pool_key(nearest_distance_, nearest_);
        scratch_.visited[nearest_] = scratch_.stamp;
        int64_t size = 1, next = 0;
        // FAISS stops where `ef` of the pool are nearer than what comes next.
        while (next < size && next < ef) {
            pool[next] |= expanded;
            const uint32_t id = pool_id(pool[next]);
            int64_t first_new = size;
            gather(id);
            for (int64_t i = 0; i < found_count_; i += rows_at_once) {
                float distances[rows_at_once];
                measure(i, distances);
                const int64_t end =
                    std::min<int64_t>(rows_at_once, found_count_ - i);
                for (int64_t j = 0; j < end; j++) {
                    const int64_t key = pool_key(distances[j], found_[i + j]);
                    if (size == capacity && key >= pool[size - 1])
                        continue;
                    int64_t *end_of_pool = pool + size - (size == capacity);
                    int64_t *place = std::lower_bound(pool, end_of_pool, key);
                    std::memmove(place + 1, place,
                                 (end_of_pool - place) * sizeof *pool);
                    *place = key;
                    size += size < capacity;
                    first_new = std::min<int64_t>(first_new, place - pool);
                }
            }
            next = std::min(next + 1, first_new);
            while (next < size && (pool[next] & expanded))
                next++;
        }
        return size;
    }

    uint32_t *found_ = nullptr;
    int64_t found_count_ = 0;

    // The neighbours of a vertex on level 0 that were not visited.
    void gather(uint32_t vertex) {
        const List near = list(vertex, 0);
        uint8_t *visited = scratch_.visited.data();
        const uint8_t stamp = scratch_.stamp;
        found_count_ = 0;
        uint32_t id;
        for (int64_t i = 0; i < near.size; i++) {
            if (!take(near.first + i, id))
                break;
            found_[found_count_] = id;
            found_count_ += visited[id] != stamp;
            visited[id] = stamp;
        }
        for (int64_t i = 0; i < std::min<int64_t>(found_count_, rows_at_once);
             i++)
            prefetch_row(found_[i]);
    }

    // The distances of found_[first] and the next, at most rows_at_once.
    void measure(int64_t first, float *distances) {
        const int64_t count = found_count_ - first;
        for (int64_t i = rows_at_once;
             i < std::min<int64_t>(count, 2 * rows_at_once); i++)
            prefetch_row(found_[first + i]);
        const float *rows[rows_at_once];
        for (int64_t i = 0; i < rows_at_once; i++)
            rows[i] = row(found_[first + (i < count ? i : 0)]);
        row_distances<InnerProduct>(query_, rows, graph_.dimension, distances);
    }
};

} // namespace

void search_graph(const GraphView &graph, const float *query, int32_t ef,
                  int32_t k, GraphScratch &scratch, int64_t *keys) {
    if (graph.inner_product)
        Walk<true>(graph, query, scratch).run(ef, k, keys);
    else
        Walk<false>(graph, query, scratch).run(ef, k, keys);
}

} // namespace AS_ISA
