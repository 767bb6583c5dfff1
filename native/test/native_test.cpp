// Tests of the C interface. Prints "N passed, N failed" as its last line.
#include "native_test.h"

#include <thread>

// FAISS 1.12.0 leaks what it has read when a file turns out to be cut.
extern "C" const char *__lsan_default_suppressions() {
    return "leak:faiss::read_index";
}

namespace {

void test_library() {
    test("as_abi_version is the header's",
         [] { return as_abi_version() == AS_ABI_VERSION; });
    test("as_initialize finds an instruction set",
         [] { return as_initialize() == AS_OK; });
    test("as_version names FAISS",
         [] { return std::strstr(as_version(), "FAISS 1.12.0") != nullptr; });
    test("as_last_error is empty on a fresh thread", [] {
        bool empty = false;
        std::thread([&] { empty = as_last_error()[0] == '\0'; }).join();
        return empty;
    });
}

} // namespace

int main() {
    test_library();
    if (failed > 0) // nothing else may be called
        return 1;
    test_columns();
    test_search();
    test_products();
    test_ivf();
    test_lloyd();
    test_wide_trees();
    test_graphs();
    test_files("native_test.faiss");
    test_index_files();
    test_tree_building();
    test_tree_files();
    test_tree_lists();
    test_cells();
    test_radius();
    test_wide_rows();
    test_refusals();
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
}
