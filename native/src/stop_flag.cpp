#include "stop_flag.h"

#include <atomic>
#include <memory>

#include <faiss/impl/AuxIndexStructures.h>

#include "arrowshelf.h"
#include "status.h"

namespace {

thread_local const int32_t *watched = nullptr;

// FAISS asks it in its long loops; in threads of its own it has none to look
// at, but the calling one takes part in every loop.
struct FaissInterrupt : faiss::InterruptCallback {
    bool want_interrupt() override { return StopFlag::current().is_set(); }
};

} // namespace

StopFlag StopFlag::current() { return StopFlag(watched); }

bool StopFlag::is_set() const {
    // Written by another thread, of another language: only its value matters.
    return flag_ != nullptr &&
           std::atomic_ref<int32_t>(*const_cast<int32_t *>(flag_))
                   .load(std::memory_order_relaxed) != 0;
}

void StopFlag::check() const {
    if (is_set())
        throw Failure(AS_STOPPED, "The call was stopped");
}

extern "C" as_status as_watch_stop(const int32_t *stop) {
    return guarded([&] {
        static const bool asked = [] {
            faiss::InterruptCallback::instance =
                std::make_unique<FaissInterrupt>();
            return true;
        }();
        static_cast<void>(asked);
        watched = stop;
    });
}
