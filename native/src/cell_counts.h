// How many rows are in each cell of a grid that holds any.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "cell_grid.h"
#include "cell_table.h"

// Many threads count at once, each into a table of its own, which is emptied
// into the parts of a common one when it is full: threads that write the same
// cells by turns were no faster than one. What the cells say does not depend on
// who came first.
class CellCounts {
  public:
    explicit CellCounts(const CellGrid &grid);

    const CellGrid &grid() const { return grid_; }

    // Counts rows with numbers of their own; x [count x d]. From any thread.
    void add(const double *x, const int64_t *numbers, int64_t count);

    struct Cell {
        int64_t count, first_row;
        const double *at; // [d] whole numbers
    };
    // Those with at least `least` rows, the fullest first, `top` at most; when
    // nobody adds any more. Gives how many cells hold rows.
    int64_t sort(int64_t least, int64_t top);
    const std::vector<Cell> &sorted() const { return sorted_; }

  private:
    struct Moved {
        uint64_t hash;
        const uint64_t *cell;
    };
    // What one thread at a time counts into.
    struct Own {
        CellTable table;
        RingWidths widths;
        std::vector<double> cells;
        std::vector<uint64_t> hashes;
        HugeVector<Moved> moved;
    };
    struct Part {
        std::mutex lock;
        CellTable table;
    };
    static constexpr int part_bits = 6;

    CellGrid grid_;
    std::vector<std::unique_ptr<Part>> parts_;
    std::mutex lock_; // of those that nobody counts into just now
    std::vector<std::unique_ptr<Own>> idle_;
    std::vector<Cell> sorted_;

    std::unique_ptr<Own> take_own();
    static size_t part_of(uint64_t hash) { return hash >> (64 - part_bits); }
    void empty(Own &own);
};
