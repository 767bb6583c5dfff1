// Ending a call that nobody waits for any more.
#pragma once

#include <cstdint>

// Rows that loops of little work a row do between two looks at the flag.
constexpr int64_t rows_between_looks = 1 << 12;

// What as_watch_stop set for a thread. Held by value, it goes along into the
// threads that a call starts.
class StopFlag {
  public:
    // The calling thread's.
    static StopFlag current();

    bool is_set() const;

    // Throws AS_STOPPED when it is set. For what would take over 10 ms, at
    // least as often.
    void check() const;

  private:
    explicit StopFlag(const int32_t *flag) : flag_(flag) {}
    const int32_t *flag_; // nullptr: never
};
