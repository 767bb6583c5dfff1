#include "file_write.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "status.h"
#include "stop_flag.h"

namespace {
// About 5 ms.
constexpr size_t most_at_once = 8 << 20;
} // namespace

void write_at(int fd, const void *bytes, size_t length, int64_t offset) {
    const StopFlag stop = StopFlag::current();
    const auto *from = static_cast<const char *>(bytes);
    for (size_t done = 0; done < length;) {
        stop.check();
        const size_t here = std::min(most_at_once, length - done);
        const ssize_t wrote =
            pwrite(fd, from + done, here, offset + int64_t(done));
        if (wrote < 0 && errno != EINTR)
            throw Failure(AS_IO,
                          std::string("The index file cannot be written: ") +
                              std::strerror(errno));
        done += wrote > 0 ? size_t(wrote) : 0;
    }
}
