// How many threads FAISS uses.
#pragma once

// Sets it for the calling thread, and sets it back at the end of the scope.
// FAISS takes its thread count from OpenMP, which keeps one per thread.
class ThreadCount {
  public:
    explicit ThreadCount(int threads);
    ~ThreadCount();
    ThreadCount(const ThreadCount &) = delete;
    ThreadCount &operator=(const ThreadCount &) = delete;

  private:
    int before_;
};
