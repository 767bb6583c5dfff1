#include "cell_counts.h"

#include <algorithm>
#include <utility>

#include "stop_flag.h"

namespace {

// Cells in a table of one thread: 64 MB of two dimensions.
constexpr int64_t own_cells = 1 << 20;
// Rows between asking for a cell's memory and looking at it.
constexpr int64_t ahead = 12;
// Cells that are compared between two looks at the stop word.
constexpr uint32_t compared_at_once = 1 << 16;

const uint64_t *words_of(const double *cell) {
    return reinterpret_cast<const uint64_t *>(cell);
}

} // namespace

CellCounts::CellCounts(const CellGrid &grid) : grid_(grid) {
    for (int part = 0; part < 1 << part_bits; part++)
        parts_.emplace_back(new Part{{}, CellTable(grid.dimension())});
}

std::unique_ptr<CellCounts::Own> CellCounts::take_own() {
    const std::lock_guard<std::mutex> held(lock_);
    if (idle_.empty())
        return std::unique_ptr<Own>(
            new Own{CellTable(grid_.dimension()), {}, {}, {}, {}});
    std::unique_ptr<Own> own = std::move(idle_.back());
    idle_.pop_back();
    return own;
}

void CellCounts::add(const double *x, const int64_t *numbers, int64_t count) {
    const int32_t d = grid_.dimension();
    std::unique_ptr<Own> own = take_own();
    own->cells.resize(count * d);
    own->hashes.resize(count);
    grid_.cells_of(x, count, own->widths, own->cells.data());
    const uint64_t *cells = words_of(own->cells.data());
    for (int64_t i = 0; i < count; i++)
        own->hashes[i] = CellTable::hash_of(cells + i * d, d);
    for (int64_t i = 0; i < count; i++) {
        own->table.fetch(own->hashes[std::min(i + ahead, count - 1)]);
        own->table.add(cells + i * d, own->hashes[i], 1, numbers[i]);
    }
    if (own->table.size() >= own_cells)
        empty(*own);
    const std::lock_guard<std::mutex> held(lock_);
    idle_.push_back(std::move(own));
}

// Part by part: its lock is taken once for all of its cells.
void CellCounts::empty(Own &own) {
    const int32_t d = grid_.dimension();
    HugeVector<Moved> &moved = own.moved;
    moved.resize(own.table.size());
    std::vector<int64_t> ends(parts_.size(), 0);
    own.table.for_each([&](const uint64_t *cell) {
        ends[part_of(CellTable::hash_of(cell, d))]++;
    });
    int64_t sum = 0;
    for (int64_t &end : ends)
        end = std::exchange(sum, sum + end);
    own.table.for_each([&](const uint64_t *cell) {
        const uint64_t hash = CellTable::hash_of(cell, d);
        moved[ends[part_of(hash)]++] = {hash, cell};
    });
    int64_t at = 0;
    const StopFlag stop = StopFlag::current();
    for (size_t number = 0; number < parts_.size(); number++) {
        stop.check();
        CellTable &table = parts_[number]->table;
        const std::lock_guard<std::mutex> held(parts_[number]->lock);
        for (; at < ends[number]; at++) {
            const auto [hash, cell] = moved[at];
            table.fetch(moved[std::min(at + ahead, ends[number] - 1)].hash);
            table.add(cell, hash, cell[d], cell[d + 1]);
        }
    }
    own.table.clear();
}

int64_t CellCounts::sort(int64_t least, int64_t top) {
    const StopFlag stop = StopFlag::current();
    const int32_t d = grid_.dimension();
    for (const auto &own : idle_) {
        stop.check();
        empty(*own);
    }
    idle_.clear();
    sorted_.clear();
    int64_t size = 0;
    for (const auto &part : parts_) {
        stop.check();
        size += part->table.size();
        part->table.for_each([&](const uint64_t *cell) {
            const auto count = static_cast<int64_t>(cell[d]);
            if (count >= least)
                sorted_.push_back({count, static_cast<int64_t>(cell[d + 1]),
                                   reinterpret_cast<const double *>(cell)});
        });
    }
    uint32_t compared = 0;
    const auto is_fuller = [&](const Cell &a, const Cell &b) {
        if (++compared % compared_at_once == 0)
            stop.check();
        return a.count != b.count ? a.count > b.count
                                  : a.first_row < b.first_row;
    };
    if (top < static_cast<int64_t>(sorted_.size())) {
        std::partial_sort(sorted_.begin(), sorted_.begin() + top, sorted_.end(),
                          is_fuller);
        sorted_.resize(top);
    } else {
        std::sort(sorted_.begin(), sorted_.end(), is_fuller);
    }
    return size;
}
