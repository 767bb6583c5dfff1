#include "read_index.h"

#include <faiss/impl/FaissException.h>
#include <faiss/index_io.h>

#include "factory_index.h"
#include "index_file.h"
#include "status.h"
#include "tree.h"
#include "tree_file.h"

std::unique_ptr<as_index> read_index(const char *path, int32_t metric) {
    if (is_tree_file(path))
        return open_tree(path, metric);
    // FAISS's arrays are not aligned in its files. The walk through a graph
    // takes them where they are; the other kinds are read into memory.
    const int flags =
        check_index_file(path) == "IHNf" ? faiss::IO_FLAG_MMAP_IFC : 0;
    std::unique_ptr<faiss::Index> index;
    try {
        index.reset(faiss::read_index(path, flags));
    } catch (const faiss::FaissException &failure) {
        throw Failure(AS_IO, plain_message(failure));
    }
    if (metric == AS_METRIC_HAVERSINE ||
        index->metric_type != faiss_metric(metric))
        throw Failure(AS_INVALID_ARGUMENT,
                      "The index file was built for another metric");
    return adopt_faiss(std::move(index), metric);
}
