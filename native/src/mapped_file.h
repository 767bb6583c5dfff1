// A whole file in memory, read where it lies.
#pragma once

#include <cstddef>

class MappedFile {
  public:
    // Fails with AS_IO. An empty file has no bytes.
    explicit MappedFile(const char *path);
    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    const char *data() const { return data_; }
    size_t size() const { return size_; }

  private:
    const char *data_ = nullptr;
    size_t size_ = 0;
};
