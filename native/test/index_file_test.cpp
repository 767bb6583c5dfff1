// Index files that are not what they should be.
#include "memory_file.h"
#include "native_test.h"

namespace {

// Reads the bytes as an index and, where that is allowed, searches it.
as_status try_index(const std::string &path, const Bytes &bytes) {
    write_bytes(path, bytes);
    Index index;
    const as_status status =
        as_index_read(path.c_str(), AS_METRIC_L2, &index.handle);
    if (status != AS_OK)
        return status;
    as_index_info info;
    as_index_describe(index.handle, &info);
    const std::vector<float> query(info.dimension, 0.5f);
    std::vector<int64_t> rows(info.count);
    float distances[5];
    int64_t neighbors[5];
    // With the effort that the file says, if that is not too long for a test,
    // and with one of ours.
    const as_status own =
        info.nprobe < 1000 && info.ef_search < 1000
            ? as_index_search(index.handle, query.data(), 1, -1, rows.data(), 5,
                              0, distances, neighbors)
            : AS_OK;
    const as_status given =
        as_index_search(index.handle, query.data(), 1, -1, rows.data(), 5, 2,
                        distances, neighbors);
    return own != AS_OK ? own : given;
}

bool is_an_answer(as_status status) {
    return status == AS_OK || status == AS_IO || status == AS_UNSUPPORTED ||
           status == AS_INVALID_ARGUMENT;
}

void test_damage(const std::string &path, const Bytes &whole,
                 const char *kind) {
    const std::string name = std::string(" of a ") + kind + " index";
    test(("the whole file is read," + name).c_str(),
         [&] { return try_index(path, whole) == AS_OK; });
    test(("every cut is refused," + name).c_str(), [&] {
        for (size_t size = 0; size < whole.size(); size++)
            if (try_index(path, Bytes(whole.begin(), whole.begin() + size)) !=
                AS_IO)
                return false;
        return true;
    });
    test(("no changed byte does harm," + name).c_str(), [&] {
        for (size_t at = 0; at < whole.size(); at++) {
            for (const int change : {0x01, 0x40, 0xff}) {
                Bytes changed = whole;
                changed[at] = static_cast<char>(changed[at] ^ change);
                if (!is_an_answer(try_index(path, changed))) {
                    std::printf("byte %zu ^ %d:\n", at, change);
                    return false;
                }
            }
        }
        return true;
    });
}

// Few vectors in many lists, most of them empty.
void make_sparse(Index &index, const std::vector<float> &x, int d) {
    as_index_create_ivf_flat(d, AS_METRIC_L2, 40, &index.handle);
    as_index_train(index.handle, x.size() / d, x.data(), 1, 1);
    as_index_add(index.handle, 12, x.data(), 1);
}

void test_mapped_lists(const std::string &path) {
    const int d = 9;
    const auto x = random_matrix(60, d, 5);
    Index sparse;
    make_sparse(sparse, x, d);
    as_index_write(sparse.handle, path.c_str());
    const Bytes whole = read_bytes(path);
    test("lists of which most are empty answer the same when read", [&] {
        Index read;
        return as_index_read(path.c_str(), AS_METRIC_L2, &read.handle) ==
                   AS_OK &&
               search(read, x, d, 5, -1, 40) ==
                   search(sparse, x, d, 5, -1, 40) &&
               one_by_one(read, x, d, 5, -1, 40) ==
                   one_by_one(sparse, x, d, 5, -1, 40);
    });
    for (const int64_t id : {-1, 12})
        test("an id that no vector has is refused", [&] {
            // The ids of the last list end the file.
            Bytes changed = whole;
            std::memcpy(changed.data() + changed.size() - sizeof id, &id,
                        sizeof id);
            return try_index(path, changed) == AS_IO;
        });
}

} // namespace

void test_index_files() {
    const MemoryFile file;
    const std::string &path = file.path;
    const auto x = random_matrix(9, 2, 5);
    Index flat, ivf, wide, sparse;
    as_index_create_flat(2, AS_METRIC_L2, 9, x.data(), &flat.handle);
    as_index_write(flat.handle, path.c_str());
    test_damage(path, read_bytes(path), "flat");
    make_ivf(ivf, x, 2, 3);
    as_index_write(ivf.handle, path.c_str());
    test_damage(path, read_bytes(path), "IVF");
    // From 8 dimensions on its lists stay in the file.
    make_ivf(wide, random_matrix(9, 8, 5), 8, 3);
    as_index_write(wide.handle, path.c_str());
    test_damage(path, read_bytes(path), "mapped IVF");
    test_mapped_lists(path);
    // Most lists empty: FAISS then writes the sizes in another form.
    as_index_create_ivf_flat(2, AS_METRIC_L2, 9, &sparse.handle);
    as_index_train(sparse.handle, 9, x.data(), 1, 1);
    as_index_add(sparse.handle, 2, x.data(), 1);
    as_index_write(sparse.handle, path.c_str());
    test_damage(path, read_bytes(path), "sparse IVF");
    Index sparse_wide;
    make_sparse(sparse_wide, random_matrix(60, 8, 5), 8);
    as_index_write(sparse_wide.handle, path.c_str());
    test_damage(path, read_bytes(path), "mapped sparse IVF");
    Index hnsw;
    as_index_create_hnsw(2, AS_METRIC_L2, 2, &hnsw.handle);
    as_index_add(hnsw.handle, 9, x.data(), 1);
    as_index_write(hnsw.handle, path.c_str());
    test_damage(path, read_bytes(path), "HNSW");
    for (const char *description : {"PQ1x3", "SQ4", "IVF2,PQ1x3", "IVF2,SQ8",
                                    "PCA1,IVF2,Flat", "PCAR1,SQfp16,RFlat"}) {
        Index factory;
        as_index_create_factory(2, AS_METRIC_L2, description, &factory.handle);
        as_index_train(factory.handle, 9, x.data(), 1, 1);
        as_index_add(factory.handle, 9, x.data(), 1);
        as_index_write(factory.handle, path.c_str());
        test_damage(path, read_bytes(path), description);
    }
}
