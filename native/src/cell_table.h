// Cells that hold rows, in a hash table for one thread.
#pragma once

#include <algorithm>
#include <cstdint>

#include "huge_pages.h"

// Open addressing over words of 64 bits: the cell's whole numbers as doubles
// [d], its count, its lowest row. One cell is one cache line or two.
class CellTable {
  public:
    explicit CellTable(int32_t d) : d_(d) {}

    int64_t size() const { return size_; }

    // Has what a cell with this hash lies in fetched from memory.
    void fetch(uint64_t hash) const {
        __builtin_prefetch(words_.data() + (hash & mask_) * stride());
    }

    // Adds `count` rows, the lowest of which is `row`, to a cell [d].
    void add(const uint64_t *cell, uint64_t hash, uint64_t count,
             uint64_t row) {
        if (4 * size_ >= 3 * static_cast<int64_t>(places()))
            enlarge();
        for (uint64_t place = hash & mask_;; place = (place + 1) & mask_) {
            uint64_t *at = words_.data() + place * stride();
            if (at[d_] == 0) {
                for (int32_t c = 0; c < d_; c++)
                    at[c] = cell[c];
                at[d_] = count;
                at[d_ + 1] = row;
                size_++;
                return;
            }
            if (is_same(at, cell)) {
                at[d_] += count;
                at[d_ + 1] = std::min(at[d_ + 1], row);
                return;
            }
        }
    }

    // Calls take(words of a cell) for each.
    template <typename Take> void for_each(Take take) const {
        for (uint64_t place = 0; place < places(); place++) {
            const uint64_t *at = words_.data() + place * stride();
            if (at[d_] != 0)
                take(at);
        }
    }

    // Forgets all cells, and keeps the memory.
    void clear() {
        std::fill(words_.begin(), words_.end(), 0);
        size_ = 0;
    }

    static uint64_t hash_of(const uint64_t *cell, int32_t d) {
        uint64_t hash = 0;
        for (int32_t c = 0; c < d; c++) {
            hash ^= cell[c];
            hash ^= hash >> 32; // whole numbers differ in their high bits
            hash *= 0xd6e8feb86659fd93u;
            hash ^= hash >> 32;
        }
        return hash * 0x9e3779b97f4a7c15u;
    }

  private:
    static constexpr uint64_t first_places = 64;

    int32_t d_;
    int64_t size_ = 0;
    uint64_t mask_ = 0;
    HugeVector<uint64_t> words_;

    // A call of memcmp would take as long as all the rest.
    bool is_same(const uint64_t *a, const uint64_t *b) const {
        uint64_t different = 0;
        for (int32_t c = 0; c < d_; c++)
            different |= a[c] ^ b[c];
        return different == 0;
    }

    size_t stride() const { return d_ + 2; }
    uint64_t places() const { return words_.empty() ? 0 : mask_ + 1; }

    void enlarge() {
        const uint64_t wanted = std::max(first_places, 2 * places());
        HugeVector<uint64_t> words(wanted * stride(), 0);
        for_each([&](const uint64_t *cell) {
            uint64_t place = hash_of(cell, d_) & (wanted - 1);
            while (words[place * stride() + d_] != 0)
                place = (place + 1) & (wanted - 1);
            std::copy_n(cell, stride(), words.data() + place * stride());
        });
        words_ = std::move(words);
        mask_ = wanted - 1;
    }
};
