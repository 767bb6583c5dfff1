#include "status.h"

#include <cstring>
#include <exception>
#include <new>

#include <faiss/impl/FaissException.h>

#include "stop_flag.h"

namespace {
// A fixed buffer: remembering must not fail when memory is short.
thread_local char last_sentence[1024] = "";

} // namespace

std::string plain_message(const std::exception &failure) {
    const bool from_faiss =
        dynamic_cast<const faiss::FaissException *>(&failure) != nullptr;
    const char *message =
        from_faiss ? std::strstr(failure.what(), ": ") : nullptr;
    if (message == nullptr)
        return failure.what();
    message += 2;
    // A check that failed: "Error: 'CONDITION' failed: SENTENCE".
    const char *failed = std::strstr(message, "' failed: ");
    return failed && std::strncmp(message, "Error: '", 8) == 0
               ? failed + std::strlen("' failed: ")
               : message;
}

as_status remember_failure(as_status status, const char *sentence) noexcept {
    std::strncpy(last_sentence, sentence, sizeof last_sentence - 1);
    return status;
}

as_status status_of_exception() noexcept {
    try {
        // FAISS says so by an exception of its own.
        if (StopFlag::current().is_set())
            return remember_failure(AS_STOPPED, "The call was stopped");
        throw;
    } catch (const Failure &failure) {
        return remember_failure(failure.status, failure.what());
    } catch (const std::bad_alloc &) {
        return remember_failure(AS_OUT_OF_MEMORY, "Out of memory");
    } catch (const std::exception &failure) {
        return remember_failure(AS_INTERNAL, plain_message(failure).c_str());
    } catch (...) {
        return remember_failure(AS_INTERNAL, "Unknown failure");
    }
}

extern "C" const char *as_last_error(void) { return last_sentence; }
