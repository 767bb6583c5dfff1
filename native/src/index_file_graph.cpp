// The HNSW index in FAISS's file format (see index_file.cpp):
//
//   body of "IHNf"   float64 vector, int32 vector cumulative, int32 vector
//                    levels [n], uint64 vector offsets [n + 1], int32 vector
//                    neighbors, entry_point int32, max_level int32,
//                    efConstruction int32, efSearch int32, unused int32, the
//                    flat index of the vectors
//
// graph_view.h says what the arrays mean. Whom a vertex names as its neighbour
// is not looked at here: the search passes over what is not there.
#include "index_file_reader.h"

namespace {

constexpr uint64_t most_levels = 64;
constexpr int32_t most_effort = 1 << 30;

FileNumbers<int32_t> take_cumulative(IndexFile &file) {
    const uint64_t count = file.take<uint64_t>();
    sound(count >= 2 && count <= most_levels, "its levels are too many");
    const auto cumulative = file.take_numbers<int32_t>(count);
    sound(cumulative[0] == 0, "its neighbours do not begin at 0");
    for (size_t i = 1; i < cumulative.size(); i++)
        sound(cumulative[i] >= cumulative[i - 1],
              "its neighbours are fewer on a lower level");
    return cumulative;
}

} // namespace

IndexHeader skip_hnsw(IndexFile &file) {
    const IndexHeader header = take_header(file);
    sound(header.count <= uint64_t(most_effort) * 2 - 1,
          "its vectors are too many for a graph");
    file.skip(file.take<uint64_t>(), sizeof(double));
    const auto cumulative = take_cumulative(file);
    sound(file.take<uint64_t>() == header.count, "a vertex has no level");
    const auto levels = file.take_numbers<int32_t>(header.count);
    sound(file.take<uint64_t>() == header.count + 1,
          "a vertex has no neighbours' place");
    const auto offsets = file.take_numbers<uint64_t>(header.count + 1);
    sound(offsets[0] == 0, "its first vertex is not the first");
    for (uint64_t i = 0; i < header.count; i++) {
        sound(levels[i] > 0 && levels[i] < int64_t(cumulative.size()),
              "a vertex is on a level that is not there");
        sound(offsets[i + 1] - offsets[i] == uint64_t(cumulative[levels[i]]),
              "a vertex has another number of neighbours than its level");
    }
    file.skip_vector(offsets[header.count], sizeof(int32_t),
                     "its neighbours are not as many as it says");
    const int32_t entry = file.take<int32_t>();
    const int32_t top = file.take<int32_t>();
    if (header.count == 0)
        sound(entry == -1 && top == -1, "nothing cannot be entered");
    else
        sound(entry >= 0 && uint64_t(entry) < header.count && top >= 0 &&
                  top == levels[entry] - 1,
              "its entry is not there");
    file.skip(1, sizeof(int32_t));
    const int32_t effort = file.take<int32_t>();
    sound(effort > 0 && effort <= most_effort, "its efSearch is out of range");
    file.skip(1, sizeof(int32_t));
    if (!is_flat(file.take_kind()))
        throw Failure(AS_UNSUPPORTED,
                      "The index file's graph is not over a flat index");
    const IndexHeader vectors = skip_flat(file);
    sound(vectors.dimension == header.dimension &&
              vectors.count == header.count,
          "its parts do not fit together");
    return header;
}
