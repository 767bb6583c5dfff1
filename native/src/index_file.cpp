// FAISS's file format as faiss/impl/index_write.cpp of 1.12.0 writes it, all
// numbers little-endian. A vector is its length, uint64, and its values.
//
//   index     kind[4] header body
//   header    d int32, n int64, two unused int64, is_trained uint8,
//             metric int32 (0 inner product, 1 squared L2)
//   body of "IxF2", "IxFI", "IxFl" (flat)
//             float32 vector [n x d]
//   body of "IxPT" (transformed first)
//             count int32, the transforms, the index behind them
//   transform kind[4], of "PcAm" and "Pcam": eigen_power float32, ("Pcam":
//             epsilon float32,) random_rotation uint8, balanced_bins int32,
//             float32 vectors mean, eigenvalues, matrix; of all: have_bias
//             uint8, float32 vectors A [d_out x d_in], b [d_out or 0], d_in
//             int32, d_out int32, is_trained uint8
//   body of "IxRF" (refined)
//             the index that finds, the flat one that refines, k_factor float32
//
// The other kinds are beside their functions. What follows the index is not
// FAISS's and is left alone.
#include "index_file.h"

#include <cmath>
#include <map>

#include "candidate.h"
#include "factory_index.h"
#include "index_file_reader.h"

namespace {

IndexHeader skip_index(IndexFile &file, bool may_transform,
                       bool may_refine = false);

void skip_transform(IndexFile &file, uint64_t &dimension) {
    const std::string kind = file.take_kind();
    if (kind == "PcAm" || kind == "Pcam") {
        file.skip(kind == "Pcam" ? 2 : 1, sizeof(float));
        sound(file.take<uint8_t>() <= 1, "a transform is of no known kind");
        file.skip(1, sizeof(int32_t));
        for (int i = 0; i < 3; i++)
            file.skip(file.take<uint64_t>(), sizeof(float));
    } else if (kind != "LTra" && kind != "rrot") {
        throw Failure(AS_UNSUPPORTED, "The index file transforms vectors in a "
                                      "way that is not supported");
    }
    const uint8_t has_bias = file.take<uint8_t>();
    sound(has_bias <= 1, "a transform has half a bias");
    const uint64_t matrix = file.take<uint64_t>();
    file.skip(matrix, sizeof(float));
    const uint64_t bias = file.take<uint64_t>();
    file.skip(bias, sizeof(float));
    const int32_t from = file.take<int32_t>();
    const int32_t to = file.take<int32_t>();
    sound(file.take<uint8_t>() == 1, "a transform is not trained");
    sound(from > 0 && to > 0 && uint64_t(from) == dimension,
          "a transform is of another dimension");
    sound(matrix == uint64_t(from) * uint64_t(to) &&
              bias == (has_bias ? uint64_t(to) : 0),
          "a transform is of another dimension");
    dimension = uint64_t(to);
}

IndexHeader skip_transformed(IndexFile &file) {
    const IndexHeader header = take_header(file);
    const int32_t transforms = file.take<int32_t>();
    sound(transforms > 0 && transforms <= 16, "it has too many transforms");
    uint64_t dimension = header.dimension;
    for (int32_t i = 0; i < transforms; i++)
        skip_transform(file, dimension);
    const IndexHeader behind = skip_index(file, false);
    sound(behind.dimension == dimension && behind.count == header.count,
          "its parts do not fit together");
    return header;
}

IndexHeader skip_refined(IndexFile &file) {
    const IndexHeader header = take_header(file);
    const IndexHeader finds = skip_index(file, true);
    if (!is_flat(file.take_kind()))
        throw Failure(AS_UNSUPPORTED,
                      "The index file refines by other than a flat index");
    const IndexHeader refines = skip_flat(file);
    for (const IndexHeader &part : {finds, refines})
        sound(part.dimension == header.dimension && part.count == header.count,
              "its parts do not fit together");
    const float factor = file.take<float>();
    sound(factor >= 1 && factor <= 1e6f, "its k_factor is out of range");
    return header;
}

IndexHeader skip_index(IndexFile &file, bool may_transform, bool may_refine) {
    static const std::map<std::string, IndexHeader (*)(IndexFile &)> kinds = {
        {"IxF2", skip_flat},   {"IxFI", skip_flat},     {"IxFl", skip_flat},
        {"IHNf", skip_hnsw},   {"IwFl", skip_ivf_flat}, {"IwPQ", skip_ivf_pq},
        {"IwSq", skip_ivf_sq}, {"IxPq", skip_pq},       {"IxSQ", skip_sq}};
    const std::string kind = file.take_kind();
    const auto found = kinds.find(kind);
    if (found != kinds.end())
        return found->second(file);
    if (may_transform && kind == "IxPT")
        return skip_transformed(file);
    if (may_refine && kind == "IxRF")
        return skip_refined(file);
    if (kind[0] == 'I')
        throw Failure(AS_UNSUPPORTED,
                      std::string("The file holds an index of a kind that is "
                                  "not supported: expected ") +
                          factory_kinds);
    throw Failure(AS_IO, "The file does not begin like a FAISS index");
}

} // namespace

IndexHeader take_header(IndexFile &file) {
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

IndexHeader skip_flat(IndexFile &file) {
    const IndexHeader header = take_header(file);
    file.skip_vector(header.count * header.dimension, sizeof(float),
                     "its vectors are not as many as it says");
    return header;
}

IndexFileKind check_index_file(const char *path) {
    IndexFile whole(path);
    const IndexHeader header = skip_index(whole, true, true);
    return {IndexFile(path).take_kind(), int32_t(header.dimension)};
}
