// Indexes over codes in FAISS's file format (see index_file.cpp):
//
//   body of "IxPq"   pq, code bytes vector [n x code_size], search_type int32,
//                    encode_signs uint8, polysemous_ht int32
//   body of "IxSQ"   sq, code bytes vector [n x code_size]
//   pq   d uint64, M uint64, nbits uint64, float32 vector [2^nbits x d]
//   sq   type int32, rangestat int32, rangestat_arg float32, d uint64,
//        code_size uint64, float32 vector: what was learnt
#include "index_file_codes.h"

namespace {

constexpr uint64_t most_bits = 16;

// Of FAISS's ScalarQuantizer::QuantizerType: bits a value, and how many values
// are learnt: for each dimension, and in all.
struct ScalarKind {
    uint64_t bits, learnt_each, learnt;
};
constexpr ScalarKind scalar_kinds[] = {
    {8, 2, 0},  // QT_8bit
    {4, 2, 0},  // QT_4bit
    {8, 0, 2},  // QT_8bit_uniform
    {4, 0, 2},  // QT_4bit_uniform
    {16, 0, 0}, // QT_fp16
    {8, 0, 0},  // QT_8bit_direct
    {6, 2, 0},  // QT_6bit
    {16, 0, 0}, // QT_bf16
    {8, 0, 0},  // QT_8bit_direct_signed
};

} // namespace

uint64_t skip_product_quantizer(IndexFile &file, uint64_t dimension) {
    const uint64_t d = file.take<uint64_t>();
    const uint64_t parts = file.take<uint64_t>();
    const uint64_t bits = file.take<uint64_t>();
    sound(d == dimension, "its quantizer is of another dimension");
    sound(parts > 0 && parts <= d && d % parts == 0,
          "its quantizer's parts do not divide the dimension");
    sound(bits > 0 && bits <= most_bits, "its codes have too many bits");
    file.skip_vector(d << bits, sizeof(float),
                     "its quantizer's centres are not as many as it says");
    return (parts * bits + 7) / 8;
}

uint64_t skip_scalar_quantizer(IndexFile &file, uint64_t dimension) {
    const int32_t type = file.take<int32_t>();
    sound(type >= 0 && type < int32_t(std::size(scalar_kinds)),
          "its quantizer is of no known kind");
    const ScalarKind &kind = scalar_kinds[type];
    sound(file.take<uint32_t>() <= 3, "its quantizer is of no known kind");
    file.skip(1, sizeof(float));
    sound(file.take<uint64_t>() == dimension,
          "its quantizer is of another dimension");
    const uint64_t code_size = (dimension * kind.bits + 7) / 8;
    sound(file.take<uint64_t>() == code_size, "its codes are of another size");
    file.skip_vector(kind.learnt_each * dimension + kind.learnt, sizeof(float),
                     "its quantizer has not learnt what it needs");
    return code_size;
}

IndexHeader skip_pq(IndexFile &file) {
    const IndexHeader header = take_header(file);
    const uint64_t code_size = skip_product_quantizer(file, header.dimension);
    file.skip_vector(header.count * code_size, 1,
                     "its vectors are not as many as it says");
    if (file.take<int32_t>() != 0)
        throw Failure(AS_UNSUPPORTED,
                      "The index file is searched in a way that is not "
                      "supported");
    sound(file.take<uint8_t>() <= 1, "its signs are neither used nor not");
    file.skip(1, sizeof(int32_t));
    return header;
}

IndexHeader skip_sq(IndexFile &file) {
    const IndexHeader header = take_header(file);
    const uint64_t code_size = skip_scalar_quantizer(file, header.dimension);
    file.skip_vector(header.count * code_size, 1,
                     "its vectors are not as many as it says");
    return header;
}
