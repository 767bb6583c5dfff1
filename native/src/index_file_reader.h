// An index file as its check reads it: forward, never past the end.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "status.h"

// Fails with AS_IO.
inline void sound(bool holds, const char *what) {
    if (!holds)
        throw Failure(AS_IO, std::string("The index file is unsound: ") + what);
}

class IndexFile {
  public:
    explicit IndexFile(const char *path) : in_(path, std::ios::binary) {
        in_.seekg(0, std::ios::end);
        const std::streamoff size = in_.tellg();
        if (!in_ || size < 0)
            throw Failure(AS_IO, "The index file cannot be read");
        left_ = static_cast<uint64_t>(size);
        in_.seekg(0);
    }

    template <typename T> T take() {
        T value;
        read(&value, 1, sizeof value);
        return value;
    }
    std::string take_kind() {
        char kind[4];
        read(kind, 1, sizeof kind);
        return std::string(kind, sizeof kind);
    }
    template <typename T = uint64_t>
    std::vector<T> take_numbers(uint64_t count) {
        sound(count <= left_ / sizeof(T), "a list of numbers is cut");
        std::vector<T> numbers(count);
        read(numbers.data(), count, sizeof(T));
        return numbers;
    }
    void skip(uint64_t count, uint64_t size) {
        sound(count <= left_ / size, "it is cut");
        skipped_ += count * size;
        left_ -= count * size;
    }
    // Skips a vector of FAISS's, its length before it, that must be `count`.
    void skip_vector(uint64_t count, uint64_t size, const char *what) {
        sound(take<uint64_t>() == count, what);
        skip(count, size);
    }

  private:
    std::ifstream in_;
    uint64_t left_;
    // Not yet gone over in the file: a list of an IVF index is two skips.
    uint64_t skipped_ = 0;

    void read(void *to, uint64_t count, uint64_t size) {
        sound(count <= left_ / size, "it is cut");
        if (skipped_ > 0)
            in_.seekg(static_cast<std::streamoff>(skipped_), std::ios::cur);
        skipped_ = 0;
        in_.read(static_cast<char *>(to),
                 static_cast<std::streamsize>(count * size));
        sound(in_.good() || count == 0, "it cannot be read");
        left_ -= count * size;
    }
};

struct IndexHeader {
    uint64_t dimension, count;
};

IndexHeader take_header(IndexFile &file);

bool is_flat(const std::string &kind);

// What follows the kind of each, the header first.
IndexHeader skip_flat(IndexFile &file);
IndexHeader skip_hnsw(IndexFile &file);
IndexHeader skip_ivf_flat(IndexFile &file);
IndexHeader skip_ivf_pq(IndexFile &file);
IndexHeader skip_ivf_sq(IndexFile &file);
IndexHeader skip_pq(IndexFile &file);
IndexHeader skip_sq(IndexFile &file);
