// IVF indexes in FAISS's file format (see index_file.cpp):
//
//   body of "IwFl"   ivf, lists
//   body of "IwPQ"   ivf, by_residual uint8, code_size uint64, pq, lists
//   body of "IwSq"   ivf, sq, code_size uint64, by_residual uint8, lists
//   ivf         nlist uint64, nprobe uint64, the quantizer's index, direct map
//   direct map  kind uint8, int64 vector; kind 2 also a vector of int64 [2]
//   lists       "ilar", nlist uint64, code_size uint64, list sizes, the lists
//   list sizes  "full", uint64 vector [nlist]; or "sprs", uint64 vector
//               [2 x ...]: list and its size
//   a list      codes [size x code_size], ids int64 [size]; if not empty
#include <limits>
#include <vector>

#include "index_file_codes.h"
#include "index_file_reader.h"

namespace {

constexpr uint64_t most = std::numeric_limits<int32_t>::max();

void skip_direct_map(IndexFile &file) {
    const uint8_t kind = file.take<uint8_t>();
    sound(kind <= 2, "its direct map is of no known kind");
    file.skip(file.take<uint64_t>(), sizeof(int64_t));
    if (kind == 2)
        file.skip(file.take<uint64_t>(), 2 * sizeof(int64_t));
}

struct IvfHeader : IndexHeader {
    uint64_t nlist;
};

IvfHeader take_ivf(IndexFile &file) {
    const IndexHeader header = take_header(file);
    const uint64_t nlist = file.take<uint64_t>();
    const uint64_t nprobe = file.take<uint64_t>();
    sound(nprobe > 0 && nprobe <= most, "its nprobe is out of range");
    if (!is_flat(file.take_kind()))
        throw Failure(AS_UNSUPPORTED,
                      "The index file's lists are not found by a flat index");
    const IndexHeader quantizer = skip_flat(file);
    sound(quantizer.dimension == header.dimension,
          "its lists are of another dimension");
    sound(quantizer.count == nlist && nlist > 0 && nlist <= most,
          "its number of lists is wrong");
    skip_direct_map(file);
    return {header, nlist};
}

std::vector<uint64_t> take_list_sizes(IndexFile &file, uint64_t nlist) {
    const std::string kind = file.take_kind();
    sound(kind == "full" || kind == "sprs", "its list sizes are of no kind");
    const auto numbers = file.take_numbers<uint64_t>(file.take<uint64_t>());
    std::vector<uint64_t> sizes(nlist, 0);
    if (kind == "full") {
        sound(numbers.size() == nlist, "it has no size for each list");
        for (size_t i = 0; i < nlist; i++)
            sizes[i] = numbers[i];
        return sizes;
    }
    sound(numbers.size() % 2 == 0, "a list has no size");
    for (size_t i = 0; i < numbers.size(); i += 2) {
        sound(numbers[i] < nlist, "it has a size for a list that is not there");
        sizes[numbers[i]] = numbers[i + 1];
    }
    return sizes;
}

void skip_lists(IndexFile &file, const IvfHeader &ivf, uint64_t code_size) {
    if (file.take_kind() != "ilar")
        throw Failure(AS_UNSUPPORTED,
                      "The index file does not hold its lists itself");
    sound(file.take<uint64_t>() == ivf.nlist, "its number of lists is wrong");
    sound(file.take<uint64_t>() == code_size,
          "its vectors are of another size");
    uint64_t count = 0;
    for (const uint64_t size : take_list_sizes(file, ivf.nlist)) {
        file.skip(size, code_size + sizeof(int64_t));
        count += size;
    }
    sound(count == ivf.count, "its vectors are not as many as it says");
}

} // namespace

IndexHeader skip_ivf_flat(IndexFile &file) {
    const IvfHeader ivf = take_ivf(file);
    skip_lists(file, ivf, ivf.dimension * sizeof(float));
    return ivf;
}

IndexHeader skip_ivf_pq(IndexFile &file) {
    const IvfHeader ivf = take_ivf(file);
    sound(file.take<uint8_t>() <= 1, "its \"by residual\" is neither 0 nor 1");
    const uint64_t code_size = file.take<uint64_t>();
    sound(skip_product_quantizer(file, ivf.dimension) == code_size,
          "its codes are of another size");
    skip_lists(file, ivf, code_size);
    return ivf;
}

IndexHeader skip_ivf_sq(IndexFile &file) {
    const IvfHeader ivf = take_ivf(file);
    const uint64_t code_size = skip_scalar_quantizer(file, ivf.dimension);
    sound(file.take<uint64_t>() == code_size, "its codes are of another size");
    sound(file.take<uint8_t>() <= 1, "its \"by residual\" is neither 0 nor 1");
    skip_lists(file, ivf, code_size);
    return ivf;
}
