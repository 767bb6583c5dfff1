// A file in memory, that thousands of writes do not wear out a disk.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using Bytes = std::vector<char>;

struct MemoryFile {
    int descriptor = memfd_create("index", MFD_CLOEXEC);
    std::string path = "/proc/self/fd/" + std::to_string(descriptor);
    ~MemoryFile() { close(descriptor); }
};

inline Bytes read_bytes(const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(in), {});
}

inline void write_bytes(const std::string &path, const Bytes &bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), bytes.size());
}
