#include <sys/mman.h>
#include <unistd.h>

#include <fstream>

#include "native_test.h"

namespace {

// One query, a few and many: each goes another way.
bool answers_when_read(const Index &written, const std::vector<float> &x,
                       int32_t d, const std::string &path) {
    Index read;
    if (as_index_write(written.handle, path.c_str()) != AS_OK ||
        as_index_read(path.c_str(), AS_METRIC_L2, &read.handle) != AS_OK)
        return false;
    for (const int64_t count : {1, 12, 200}) {
        const std::vector<float> queries(x.begin(), x.begin() + count * d);
        if (search(read, queries, d, 4, 0, 3) !=
            search(written, queries, d, 4, 0, 3))
            return false;
    }
    return true;
}

} // namespace

void test_files(const std::string &path) {
    // What is mapped lies at odd addresses.
    for (const int32_t d : {5, 9, 33})
        test(("written indexes answer the same when read, d = " +
              std::to_string(d))
                 .c_str(),
             [&] {
                 const auto x = random_matrix(1000, d, 8);
                 Index flat, ivf;
                 as_index_create_flat(d, AS_METRIC_L2, 1000, x.data(),
                                      &flat.handle);
                 make_ivf(ivf, x, d, 10);
                 return answers_when_read(flat, x, d, path) &&
                        answers_when_read(ivf, x, d, path);
             });
    test("an index that was read stays as it was when its file is replaced",
         [&] {
             const auto x = random_matrix(300, 9, 8);
             Index ivf, other, read;
             make_ivf(ivf, x, 9, 10);
             make_ivf(other, random_matrix(100, 9, 9), 9, 4);
             const std::string beside = path + ".new";
             return as_index_write(ivf.handle, path.c_str()) == AS_OK &&
                    as_index_read(path.c_str(), AS_METRIC_L2, &read.handle) ==
                        AS_OK &&
                    as_index_write(other.handle, beside.c_str()) == AS_OK &&
                    std::rename(beside.c_str(), path.c_str()) == 0 &&
                    search(read, x, 9, 5, 0, 10) == search(ivf, x, 9, 5, 0, 10);
         });
    test("an index that was read takes no more vectors", [&] {
        const auto x = random_matrix(100, 9, 8);
        Index ivf, read;
        make_ivf(ivf, x, 9, 4);
        return as_index_write(ivf.handle, path.c_str()) == AS_OK &&
               as_index_read(path.c_str(), AS_METRIC_L2, &read.handle) ==
                   AS_OK &&
               as_index_add(read.handle, 1, x.data(), 1) == AS_UNSUPPORTED &&
               as_index_train(read.handle, 100, x.data(), 1, 1) ==
                   AS_UNSUPPORTED;
    });
    test("an index is written into an open file, which stays as long", [&] {
        const auto x = random_matrix(300, 4, 8);
        Index hnsw, read;
        as_index_create_hnsw(4, AS_METRIC_L2, 4, &hnsw.handle);
        as_index_add(hnsw.handle, 300, x.data(), 1);
        int64_t counted = 0, written = 0;
        const int fd = memfd_create("index", MFD_CLOEXEC);
        if (as_index_write_to(hnsw.handle, -1, &counted) != AS_OK ||
            ftruncate(fd, counted + 100) != 0 ||
            as_index_write_to(hnsw.handle, fd, &written) != AS_OK)
            return false;
        const std::string open = "/proc/self/fd/" + std::to_string(fd);
        const bool same =
            counted == written && lseek(fd, 0, SEEK_END) == counted + 100 &&
            as_index_read(open.c_str(), AS_METRIC_L2, &read.handle) == AS_OK &&
            search(read, x, 4, 4, 0, 30) == search(hnsw, x, 4, 4, 0, 30);
        close(fd);
        return same;
    });
    test("an index of another metric is refused", [&] {
        Index read;
        return as_index_read(path.c_str(), AS_METRIC_IP, &read.handle) ==
               AS_INVALID_ARGUMENT;
    });
    test("a cut file is refused", [&] {
        std::ifstream whole(path, std::ios::binary);
        std::vector<char> bytes(300);
        whole.read(bytes.data(), bytes.size());
        std::ofstream(path, std::ios::binary).write(bytes.data(), bytes.size());
        Index read;
        return as_index_read(path.c_str(), AS_METRIC_L2, &read.handle) == AS_IO;
    });
    test("a missing file is refused with words", [&] {
        std::remove(path.c_str());
        Index read;
        return as_index_read(path.c_str(), AS_METRIC_L2, &read.handle) ==
                   AS_IO &&
               std::strlen(as_last_error()) > 0;
    });
}

void test_refusals() {
    const auto x = random_matrix(100, 3, 2);
    float distance;
    int64_t neighbor;
    Index tree, ivf;
    as_index_create_tree(3, 100, x.data(), 2, &tree.handle);
    as_index_create_ivf_flat(3, AS_METRIC_L2, 4, &ivf.handle);
    test("k of 0 and above 2,049 is refused", [&] {
        for (const int k : {0, -1, 2050})
            if (as_index_search(tree.handle, x.data(), 1, -1, nullptr, k, 0,
                                &distance, &neighbor) != AS_INVALID_ARGUMENT)
                return false;
        return true;
    });
    test("an untrained index is not searched", [&] {
        return as_index_search(ivf.handle, x.data(), 1, -1, nullptr, 1, 0,
                               &distance, &neighbor) == AS_NOT_TRAINED;
    });
    test("training with fewer rows than lists is refused", [&] {
        return as_index_train(ivf.handle, 3, x.data(), 1, 1) ==
               AS_INVALID_ARGUMENT;
    });
    test("a tree is neither trained nor written", [&] {
        return as_index_train(tree.handle, 100, x.data(), 1, 1) ==
                   AS_UNSUPPORTED &&
               as_index_write(tree.handle, "unused") == AS_UNSUPPORTED;
    });
    test("a tree of 17 dimensions is refused", [&] {
        Index other;
        return as_index_create_tree(17, 5, x.data(), 2, &other.handle) ==
               AS_INVALID_ARGUMENT;
    });
    test("units past the last are refused", [&] {
        return as_index_search_units(tree.handle, 0, 5, nullptr, 1, 0, nullptr,
                                     &distance,
                                     &neighbor) == AS_INVALID_ARGUMENT;
    });
}
