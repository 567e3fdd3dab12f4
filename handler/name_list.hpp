// SPDX-License-Identifier: PostgreSQL
// Lists of names in settings: "memory, spi". Knows nothing of PostgreSQL and allocates nothing.
#pragma once

#include <iterator>
#include <string_view>

namespace plrust::handler {

// A range over the comma-separated names of a text; blanks around names and empty names are skipped.
class NameList {
 public:
  class Iterator {
   public:
    explicit Iterator(std::string_view rest) noexcept : rest_(rest) { advance(); }

    std::string_view operator*() const noexcept { return name_; }
    Iterator& operator++() noexcept {
      advance();
      return *this;
    }
    bool operator==(std::default_sentinel_t /*end*/) const noexcept { return name_.empty(); }

   private:
    void advance() noexcept;

    std::string_view rest_;
    std::string_view name_;
  };

  explicit NameList(std::string_view list) noexcept : list_(list) {}

  Iterator begin() const noexcept { return Iterator(list_); }
  std::default_sentinel_t end() const noexcept { return {}; }
  bool contains(std::string_view name) const noexcept;

 private:
  std::string_view list_;
};

// The capabilities of confine/host_functions.toml.
bool is_capability(std::string_view name) noexcept;
inline constexpr const char* kAllCapabilities = "memory, random, time, errors, spi, types, window";

// The capability of a host function, or empty if there is none of that name.
std::string_view capability_of(std::string_view host_function) noexcept;

}  // namespace plrust::handler
