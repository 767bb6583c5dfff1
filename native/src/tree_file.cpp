#include "tree_file.h"

#include <array>
#include <cstring>
#include <fstream>

#include "arrowshelf.h"
#include "candidate.h"
#include "file_write.h"
#include "index_file_reader.h"
#include "mapped_file.h"
#include "tree_check.h"

namespace {

// 2 where there is a centre, of which readers of version 1 know nothing.
constexpr uint32_t plain_version = 1, centred_version = 2;
constexpr uint64_t alignment = 64;

constexpr uint64_t aligned(uint64_t offset) {
    return (offset + alignment - 1) / alignment * alignment;
}

// Where the sections lie, and where the last one ends.
struct TreeLayout {
    enum {
        nodes,
        boxes,
        leaf_node,
        blocks,
        ids,
        half_boxes,
        exact,
        points,
        centre
    };
    size_t count; // of sections
    std::array<uint64_t, 9> sizes, offsets;
    uint64_t end;

    explicit TreeLayout(const TreeHeader &header) {
        const uint64_t d = header.dimension, s = header.scalar_bytes;
        const uint64_t leaves = header.leaves, told = header.told_bytes;
        const uint64_t places = leaves * tree_leaf_size;
        sizes = {(2 * leaves - 1) * sizeof(TreeNode),
                 (2 * leaves - 1) * 2 * d * s,
                 leaves * sizeof(int32_t),
                 places * d * s,
                 places * sizeof(uint32_t),
                 leaves * 4 * d * s,
                 places * d * told,
                 header.points * d * told,
                 d * told};
        count = header.version == centred_version ? 9 : 8;
        end = sizeof(TreeHeader);
        for (size_t i = 0; i < count; i++) {
            offsets[i] = aligned(end);
            end = offsets[i] + sizes[i];
        }
    }
};

// Ranges first, so that no size is too large for 64 bits.
void check_header(const TreeHeader &header, uint64_t file_bytes) {
    sound(header.version == plain_version ||
              (header.version == centred_version && header.told_bytes > 0),
          "it is of another version");
    sound(header.metric == AS_METRIC_L2 || header.metric == AS_METRIC_HAVERSINE,
          "a tree has no such metric");
    sound(header.dimension >= 1 && header.dimension <= tree_max_dimension,
          "a tree has no such dimension");
    sound(header.scalar_bytes == 4 || header.scalar_bytes == 8,
          "its coordinates are neither float32 nor float64");
    sound(header.leaf_size == tree_leaf_size, "its leaves are of another size");
    sound(header.told_bytes == 0 ||
              (header.told_bytes == 8 && header.scalar_bytes == 4),
          "its distances are told in no known way");
    sound(header.metric == AS_METRIC_L2 || header.scalar_bytes == 8,
          "places on the Earth need float64");
    sound(header.points >= 1 && header.points < no_point,
          "it holds no such number of points");
    sound(header.leaves ==
              (header.points + tree_leaf_size - 1) / tree_leaf_size,
          "it has not as many leaves as its points fill");
    sound(header.bytes == TreeLayout(header).end, "its sections are cut");
    sound(header.bytes <= file_bytes, "it is cut");
}

} // namespace

template <typename Scalar>
int64_t write_tree(int fd, const TreeView<Scalar> &tree, int32_t metric,
                   const double *exact_points, const double *centre) {
    TreeHeader header = {};
    std::memcpy(header.magic, tree_magic, sizeof tree_magic);
    header.version = centre != nullptr ? centred_version : plain_version;
    header.metric = uint32_t(metric);
    header.dimension = uint32_t(tree.dimension);
    header.scalar_bytes = sizeof(Scalar);
    header.leaf_size = tree_leaf_size;
    header.told_bytes = tree.exact != nullptr ? sizeof(double) : 0;
    header.points = uint64_t(tree.point_count);
    header.leaves = uint64_t(tree.leaf_count);
    const TreeLayout layout(header);
    header.bytes = layout.end;
    if (fd < 0)
        return int64_t(layout.end);
    const std::array<const void *, 9> sections = {
        tree.nodes,      tree.boxes, tree.leaf_node, tree.blocks, tree.ids,
        tree.half_boxes, tree.exact, exact_points,   centre};
    write_at(fd, &header, sizeof header, 0);
    uint64_t end = sizeof header;
    constexpr char zeros[alignment] = {};
    for (size_t i = 0; i < layout.count; i++) {
        write_at(fd, zeros, layout.offsets[i] - end, int64_t(end));
        write_at(fd, sections[i], layout.sizes[i], int64_t(layout.offsets[i]));
        end = layout.offsets[i] + layout.sizes[i];
    }
    return int64_t(layout.end);
}

TreeFile::TreeFile(const char *path)
    : file_(std::make_shared<const MappedFile>(path)) {
    sound(file_->size() >= sizeof(TreeHeader), "it is cut");
    sound(std::memcmp(header().magic, tree_magic, sizeof tree_magic) == 0,
          "it does not begin like a tree");
    check_header(header(), file_->size());
}

const TreeHeader &TreeFile::header() const {
    return *reinterpret_cast<const TreeHeader *>(file_->data());
}

template <typename Scalar> FiledTree<Scalar> TreeFile::tree() const {
    const TreeHeader &about = header();
    const TreeLayout layout(about);
    const auto section = [&]<typename T>(const T *, size_t which) {
        return reinterpret_cast<const T *>(file_->data() +
                                           layout.offsets[which]);
    };
    const Scalar *scalar = nullptr;
    const double *wide = nullptr;
    const bool is_told = about.told_bytes > 0;
    const bool is_centred = about.version == centred_version;
    const FiledTree<Scalar> found = {
        {int32_t(about.dimension), int64_t(about.points), int64_t(about.leaves),
         section((const TreeNode *)nullptr, TreeLayout::nodes),
         section(scalar, TreeLayout::boxes),
         section((const int32_t *)nullptr, TreeLayout::leaf_node),
         section(scalar, TreeLayout::blocks),
         section((const uint32_t *)nullptr, TreeLayout::ids),
         section(scalar, TreeLayout::half_boxes),
         is_told ? section(wide, TreeLayout::exact) : nullptr},
        is_told ? section(wide, TreeLayout::points) : nullptr,
        is_centred ? section(wide, TreeLayout::centre) : nullptr};
    check_tree(found.view);
    return found;
}

bool is_tree_file(const char *path) {
    char magic[sizeof tree_magic] = {};
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw Failure(AS_IO, "The index file cannot be read");
    in.read(magic, sizeof magic);
    return in.good() && std::memcmp(magic, tree_magic, sizeof magic) == 0;
}

template int64_t write_tree(int, const TreeView<float> &, int32_t,
                            const double *, const double *);
template int64_t write_tree(int, const TreeView<double> &, int32_t,
                            const double *, const double *);
template FiledTree<float> TreeFile::tree() const;
template FiledTree<double> TreeFile::tree() const;
