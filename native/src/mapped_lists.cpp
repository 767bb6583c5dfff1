#include "mapped_lists.h"

#include <memory>

#include <faiss/impl/FaissAssert.h>
#include <faiss/impl/mapped_io.h>
#include <faiss/index_io.h>
#include <faiss/invlists/InvertedLists.h>
#include <faiss/invlists/InvertedListsIOHook.h>

namespace {

template <typename T>
faiss::MaybeOwnedVector<T> next_view(faiss::MappedFileIOReader &file,
                                     size_t count) {
    void *address = nullptr;
    FAISS_THROW_IF_NOT(file.mmap(&address, sizeof(T), count) == count);
    return faiss::MaybeOwnedVector<T>::create_view(address, count,
                                                   file.mmap_owner);
}

// FAISS's own way of reading lists into another kind: the flag's upper half
// names the hook, as the end of its key.
class MappedLists : public faiss::InvertedListsIOHook {
  public:
    static constexpr int flag =
        faiss::IO_FLAG_SKIP_IVF_DATA | 'a' << 16 | 's' << 24;

    // No lists are of a class of its own, so nothing is written by it.
    MappedLists() : InvertedListsIOHook("ilas", "") {}

    void write(const faiss::InvertedLists *, faiss::IOWriter *) const override {
        FAISS_THROW_MSG("mapped lists are written as all others");
    }
    faiss::InvertedLists *read(faiss::IOReader *, int) const override {
        FAISS_THROW_MSG("no file has lists of this kind");
    }
    faiss::InvertedLists *
    read_ArrayInvertedLists(faiss::IOReader *reader, int, size_t nlist,
                            size_t code_size,
                            const std::vector<size_t> &sizes) const override {
        auto &file = dynamic_cast<faiss::MappedFileIOReader &>(*reader);
        auto lists =
            std::make_unique<faiss::ArrayInvertedLists>(nlist, code_size);
        for (size_t list = 0; list < nlist; list++) {
            if (sizes[list] == 0)
                continue;
            lists->codes[list] =
                next_view<uint8_t>(file, sizes[list] * code_size);
            lists->ids[list] = next_view<faiss::idx_t>(file, sizes[list]);
        }
        return lists.release();
    }
};

} // namespace

int mapped_lists_flag() {
    static const int flag = [] {
        faiss::InvertedListsIOHook::add_callback(new MappedLists);
        return MappedLists::flag;
    }();
    return flag;
}
