#include "faiss_index.h"

#include <faiss/impl/FaissException.h>
#include <faiss/index_io.h>

#include "status.h"

faiss::MetricType faiss_metric(int32_t metric) {
    return metric == AS_METRIC_L2 ? faiss::METRIC_L2
                                  : faiss::METRIC_INNER_PRODUCT;
}

void FaissIndex::write(const char *path) const {
    try {
        faiss::write_index(index_.get(), path);
    } catch (const faiss::FaissException &failure) {
        throw Failure(AS_IO, plain_message(failure));
    }
}

as_index_info FaissIndex::describe_as(as_index_kind kind) const {
    return {kind, metric_, int32_t(index_->d), 0,
            0,    0,       index_->is_trained, index_->ntotal};
}
