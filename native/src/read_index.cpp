#include "read_index.h"

#include <set>
#include <string>

#include <faiss/impl/FaissException.h>
#include <faiss/index_io.h>

#include "factory_index.h"
#include "index_file.h"
#include "ivf_products.h"
#include "mapped_lists.h"
#include "status.h"
#include "tree.h"
#include "tree_file.h"

namespace {

// FAISS's arrays are not aligned in its files. Graphs, vectors and lists of
// vectors are searched where they are. What is small, or codes, is read into
// memory.
std::unique_ptr<faiss::Index> read_faiss(const char *path,
                                         const IndexFileKind &file) {
    static const std::set<std::string> in_place = {"IHNf", "IxF2", "IxFI",
                                                   "IxFl"};
    if (file.kind == "IwFl" && file.dimension >= least_ivf_product_dimensions)
        return read_mapped_lists(path);
    const int flags =
        in_place.contains(file.kind) ? faiss::IO_FLAG_MMAP_IFC : 0;
    return std::unique_ptr<faiss::Index>(faiss::read_index(path, flags));
}

} // namespace

std::unique_ptr<as_index> read_index(const char *path, int32_t metric) {
    if (is_tree_file(path))
        return open_tree(path, metric);
    std::unique_ptr<faiss::Index> index;
    try {
        index = read_faiss(path, check_index_file(path));
    } catch (const faiss::FaissException &failure) {
        throw Failure(AS_IO, plain_message(failure));
    }
    if (metric == AS_METRIC_HAVERSINE ||
        index->metric_type != faiss_metric(metric))
        throw Failure(AS_INVALID_ARGUMENT,
                      "The index file was built for another metric");
    return adopt_faiss(std::move(index), metric);
}
