// FAISS's file format as faiss/impl/index_write.cpp of 1.12.0 writes it, all
// numbers little-endian:
//
//   index     kind[4] header body
//   header    d int32, n int64, two unused int64, is_trained uint8,
//             metric int32 (0 inner product, 1 squared L2)
//   body of "IxF2", "IxFI", "IxFl" (flat)
//             values uint64, float32 [values]
//   body of "IwFl" (IVF-Flat)
//             nlist uint64, nprobe uint64, the quantizer's index, direct map,
//             "ilar", nlist uint64, code_size uint64, list sizes, the lists
//   direct map  kind uint8, count uint64, int64 [count]; kind 2 also
//             count uint64, int64 [count][2]
//   list sizes  "full", nlist uint64, uint64 [nlist]; or
//             "sprs", count uint64, uint64 [count / 2][2]: list and its size
//   a list    codes [size x code_size], ids int64 [size]; if not empty
#include "index_file.h"

#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "candidate.h"
#include "status.h"

namespace {

void sound(bool holds, const char *what) {
    if (!holds)
        throw Failure(AS_IO, std::string("The index file is unsound: ") + what);
}

// Reads forward; never past the end.
class File {
  public:
    explicit File(const char *path) : in_(path, std::ios::binary) {
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
    std::vector<uint64_t> take_numbers(uint64_t count) {
        sound(count <= left_ / sizeof(uint64_t), "a list of numbers is cut");
        std::vector<uint64_t> numbers(count);
        read(numbers.data(), count, sizeof(uint64_t));
        return numbers;
    }
    void skip(uint64_t count, uint64_t size) {
        sound(count <= left_ / size, "it is cut");
        in_.seekg(static_cast<std::streamoff>(count * size), std::ios::cur);
        left_ -= count * size;
    }

  private:
    std::ifstream in_;
    uint64_t left_;

    void read(void *to, uint64_t count, uint64_t size) {
        sound(count <= left_ / size, "it is cut");
        in_.read(static_cast<char *>(to),
                 static_cast<std::streamsize>(count * size));
        sound(in_.good() || count == 0, "it cannot be read");
        left_ -= count * size;
    }
};

struct Header {
    uint64_t dimension, count;
};

Header take_header(File &file) {
    const int32_t dimension = file.take<int32_t>();
    const int64_t count = file.take<int64_t>();
    file.skip(2, sizeof(int64_t));
    const uint8_t trained = file.take<uint8_t>();
    const int32_t metric = file.take<int32_t>();
    sound(dimension > 0, "its dimension is not positive");
    sound(count >= 0, "its number of vectors is negative");
    sound(trained <= 1, "its \"is trained\" is neither 0 nor 1");
    if (metric != 0 && metric != 1)
        throw Failure(AS_UNSUPPORTED, "The index file is of another metric "
                                      "than l2 and inner product");
    if (trained == 0)
        throw Failure(AS_UNSUPPORTED,
                      "The index file holds an index that is not trained");
    if (count >= int64_t(no_point))
        throw Failure(AS_UNSUPPORTED,
                      "The index file holds 2^32 - 1 vectors or more");
    return {uint64_t(dimension), uint64_t(count)};
}

bool is_flat(const std::string &kind) {
    return kind == "IxF2" || kind == "IxFI" || kind == "IxFl";
}

Header skip_flat(File &file) {
    const Header header = take_header(file);
    const uint64_t values = file.take<uint64_t>();
    sound(values == header.count * header.dimension,
          "its vectors are not as many as it says");
    file.skip(values, sizeof(float));
    return header;
}

void skip_direct_map(File &file) {
    const uint8_t kind = file.take<uint8_t>();
    sound(kind <= 2, "its direct map is of no known kind");
    file.skip(file.take<uint64_t>(), sizeof(int64_t));
    if (kind == 2)
        file.skip(file.take<uint64_t>(), 2 * sizeof(int64_t));
}

std::vector<uint64_t> take_list_sizes(File &file, uint64_t nlist) {
    const std::string kind = file.take_kind();
    sound(kind == "full" || kind == "sprs", "its list sizes are of no kind");
    const std::vector<uint64_t> numbers =
        file.take_numbers(file.take<uint64_t>());
    if (kind == "full") {
        sound(numbers.size() == nlist, "it has no size for each list");
        return numbers;
    }
    sound(numbers.size() % 2 == 0, "a list has no size");
    std::vector<uint64_t> sizes(nlist, 0);
    for (size_t i = 0; i < numbers.size(); i += 2) {
        sound(numbers[i] < nlist, "it has a size for a list that is not there");
        sizes[numbers[i]] = numbers[i + 1];
    }
    return sizes;
}

void skip_ivf_flat(File &file) {
    const Header header = take_header(file);
    const uint64_t nlist = file.take<uint64_t>();
    const uint64_t nprobe = file.take<uint64_t>();
    sound(nprobe > 0 && nprobe <= std::numeric_limits<int32_t>::max(),
          "its nprobe is out of range");
    if (!is_flat(file.take_kind()))
        throw Failure(AS_UNSUPPORTED,
                      "The index file's lists are not found by a flat index");
    const Header quantizer = skip_flat(file);
    sound(quantizer.dimension == header.dimension,
          "its lists are of another dimension");
    sound(quantizer.count == nlist && nlist > 0 &&
              nlist <= std::numeric_limits<int32_t>::max(),
          "its number of lists is wrong");
    skip_direct_map(file);
    if (file.take_kind() != "ilar")
        throw Failure(AS_UNSUPPORTED,
                      "The index file does not hold its lists itself");
    sound(file.take<uint64_t>() == nlist, "its number of lists is wrong");
    const uint64_t code_size = file.take<uint64_t>();
    sound(code_size == header.dimension * sizeof(float),
          "its vectors are of another dimension");
    uint64_t count = 0;
    for (const uint64_t size : take_list_sizes(file, nlist)) {
        file.skip(size, code_size + sizeof(int64_t));
        count += size;
    }
    sound(count == header.count, "its vectors are not as many as it says");
}

} // namespace

void check_index_file(const char *path) {
    File file(path);
    const std::string kind = file.take_kind();
    if (is_flat(kind))
        skip_flat(file);
    else if (kind == "IwFl")
        skip_ivf_flat(file);
    else if (kind[0] == 'I')
        throw Failure(
            AS_UNSUPPORTED,
            "The file holds an index that is neither flat nor IVF-Flat");
    else
        throw Failure(AS_IO, "The file does not begin like a FAISS index");
}
