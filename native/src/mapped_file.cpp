#include "mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "status.h"

MappedFile::MappedFile(const char *path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about = {};
    const bool is_file = fd >= 0 && fstat(fd, &about) == 0;
    void *bytes = MAP_FAILED;
    if (is_file && about.st_size > 0)
        bytes =
            mmap(nullptr, size_t(about.st_size), PROT_READ, MAP_SHARED, fd, 0);
    if (fd >= 0)
        close(fd);
    if (!is_file || (about.st_size > 0 && bytes == MAP_FAILED))
        throw Failure(AS_IO, "The index file cannot be read");
    if (about.st_size > 0) {
        data_ = static_cast<const char *>(bytes);
        size_ = size_t(about.st_size);
    }
}

MappedFile::~MappedFile() {
    if (data_ != nullptr)
        munmap(const_cast<char *>(data_), size_);
}
