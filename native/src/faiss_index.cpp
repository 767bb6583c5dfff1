#include "faiss_index.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <faiss/impl/FaissException.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>

#include "status.h"
#include "stop_flag.h"

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
    // About 5 ms.
    static constexpr size_t most_at_once = 8 << 20;
    const StopFlag stop_ = StopFlag::current();
    int64_t written_ = 0;
    std::vector<char> buffer_;

    void flush() {
        put(buffer_.data(), buffer_.size());
        buffer_.clear();
    }

    void put(const char *bytes, size_t length) {
        for (size_t done = 0; fd_ >= 0 && done < length;) {
            stop_.check();
            const size_t here = std::min(most_at_once, length - done);
            const ssize_t wrote =
                pwrite(fd_, bytes + done, here, written_ + int64_t(done));
            if (wrote < 0 && errno != EINTR)
                throw Failure(AS_IO, std::string("The index file cannot be "
                                                 "written: ") +
                                         std::strerror(errno));
            done += wrote > 0 ? size_t(wrote) : 0;
        }
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
