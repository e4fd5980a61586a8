// SPDX-License-Identifier: Apache-2.0
// Memory for many small values that live and die together.
#ifndef PRESCREEN_SERVER_RDF_ARENA_H_
#define PRESCREEN_SERVER_RDF_ARENA_H_

#include <cstddef>
#include <cstring>
#include <memory_resource>
#include <new>
#include <type_traits>
#include <utility>

#include "absl/strings/string_view.h"

namespace prescreen::rdf {

// Everything that it hands out is valid as long as it is. Thread-compatible.
class Arena {
 public:
  Arena() : memory_(kFirstBlockBytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // A value whose destructor is never run.
  template <typename T, typename... Args>
  T* New(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    void* const place = memory_.allocate(sizeof(T), alignof(T));
    return new (place) T{std::forward<Args>(args)...};
  }

  // Room for `count` values, not constructed.
  template <typename T>
  T* Room(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(memory_.allocate(sizeof(T) * count, alignof(T)));
  }

  // A copy of `text`, or of `a` followed by `b`.
  absl::string_view Keep(absl::string_view text) { return Keep(text, {}); }
  absl::string_view Keep(absl::string_view a, absl::string_view b) {
    if (a.empty() && b.empty()) return "";
    char* const place = Room<char>(a.size() + b.size());
    if (!a.empty()) std::memcpy(place, a.data(), a.size());
    if (!b.empty()) std::memcpy(place + a.size(), b.data(), b.size());
    return absl::string_view(place, a.size() + b.size());
  }

 private:
  // The expansion of a 4 KB credential fits.
  static constexpr std::size_t kFirstBlockBytes = 32u << 10;

  std::pmr::monotonic_buffer_resource memory_;
};

// A growing sequence of trivial values in an arena. Trivially destructible;
// a copy shares the values. Thread-compatible.
template <typename T>
class ArenaVector {
 public:
  T* begin() const { return data_; }
  T* end() const { return data_ + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](std::size_t index) const { return data_[index]; }

  void push_back(Arena& arena, const T& value) {
    if (size_ == capacity_) Grow(arena);
    new (data_ + size_++) T(value);
  }

 private:
  void Grow(Arena& arena) {
    const std::size_t wider = capacity_ == 0 ? 2 : 2 * capacity_;
    T* const place = arena.Room<T>(wider);
    for (std::size_t i = 0; i < size_; ++i) new (place + i) T(data_[i]);
    data_ = place;
    capacity_ = wider;
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace prescreen::rdf

#endif  // PRESCREEN_SERVER_RDF_ARENA_H_
