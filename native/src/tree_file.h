// The exact tree as a file, whose arrays are searched where they lie. All
// numbers are little-endian; docs/protocol.md has the same for other readers.
//
//   header    64 bytes: TreeHeader
//   sections  the arrays of a TreeView in its order, nodes first; then, where
//             the header's told_bytes is 8, the points as float64, row by row
//             [points][dimension], and in version 2 what is subtracted before
//             they are narrowed, float64 [dimension]. Each begins at the next
//             multiple of 64, the bytes between them are zeros
//
// What follows the tree in the file is not the tree's and is left alone.
#pragma once

#include <cstdint>
#include <memory>

#include "tree_view.h"

struct TreeHeader {
    char magic[8];
    uint32_t version;
    uint32_t metric; // as_metric: l2 or haversine
    uint32_t dimension;
    uint32_t scalar_bytes; // of a coordinate: 4 or 8
    uint32_t leaf_size;    // 32
    uint32_t told_bytes;   // 8: distances are told in float64 beside; else 0
    uint64_t points;
    uint64_t leaves;
    uint64_t bytes; // of header and sections
    uint64_t reserved;
};
static_assert(sizeof(TreeHeader) == 64);

constexpr char tree_magic[8] = {'A', 'S', 'T', 'R', 'E', 'E', '\r', '\n'};

// Writes a tree over an open file's beginning; with fd -1 it only counts.
// `exact_points` [points x dimension] where the view is told in float64, and
// what was subtracted then before narrowing, `centre` [dimension] or nullptr.
// Gives the bytes it takes. Fails with AS_IO.
template <typename Scalar>
int64_t write_tree(int fd, const TreeView<Scalar> &tree, int32_t metric,
                   const double *exact_points, const double *centre);

// A tree in a file that is mapped.
template <typename Scalar> struct FiledTree {
    TreeView<Scalar> view;
    const double *exact_points; // or nullptr
    const double *centre;       // or nullptr
};

// A file that holds a tree, mapped, its header checked.
class TreeFile {
  public:
    // Fails with AS_IO where the header or a size is unsound.
    explicit TreeFile(const char *path);

    const TreeHeader &header() const;

    // The arrays, checked so far that no search can leave them: every number
    // of a node, leaf or point in them is one that there is. Fails with AS_IO.
    // Good while this is there; Scalar has the header's bytes.
    template <typename Scalar> FiledTree<Scalar> tree() const;

  private:
    std::shared_ptr<const class MappedFile> file_;
};

// Whether a file begins like a tree. Fails with AS_IO where it cannot be read.
bool is_tree_file(const char *path);
