#include "faiss_index.h"

#include <vector>

#include <faiss/impl/FaissException.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>

#include "file_write.h"
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

namespace {

// Writes forward from the file's beginning, in large pieces: a list of vectors
// has an own piece for every list.
class FileWriter : public faiss::IOWriter {
  public:
    explicit FileWriter(int fd) : fd_(fd) { buffer_.reserve(piece); }

    size_t operator()(const void *data, size_t size, size_t count) override {
        const auto *bytes = static_cast<const char *>(data);
        const size_t length = size * count;
        if (buffer_.size() + length > piece)
            flush();
        if (length >= piece)
            put(bytes, length);
        else
            buffer_.insert(buffer_.end(), bytes, bytes + length);
        return count;
    }

    int64_t finish() {
        flush();
        return written_;
    }

  private:
    static constexpr size_t piece = 1 << 20;
    int fd_;
    int64_t written_ = 0;
    std::vector<char> buffer_;

    void flush() {
        put(buffer_.data(), buffer_.size());
        buffer_.clear();
    }

    void put(const char *bytes, size_t length) {
        if (fd_ >= 0)
            write_at(fd_, bytes, length, written_);
        written_ += int64_t(length);
    }
};

} // namespace

int64_t FaissIndex::write_to(int fd) const {
    FileWriter writer(fd);
    faiss::write_index(index_.get(), &writer);
    return writer.finish();
}

as_index_info FaissIndex::describe_as(as_index_kind kind) const {
    return {kind, metric_, int32_t(index_->d), 0,
            0,    0,       index_->is_trained, index_->ntotal};
}
