// SPDX-License-Identifier: PostgreSQL
// Collects violations. A verdict goes on after one, so that its report is complete, but keeps a bounded
// number.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "confine/verify/verdict.hpp"

namespace plrust::confine {

class Report {
 public:
  explicit Report(Verdict& verdict) : verdict_(verdict) {}

  // Gives the text of the instruction at an address; asked only for violations that are kept.
  void set_printer(std::function<std::string(std::uint64_t)> printer) { printer_ = std::move(printer); }

  void refuse_file(std::string_view rule, std::uint64_t offset, std::string why);
  void refuse_code(std::string_view rule, std::uint64_t address, std::string why);
  bool clean() const noexcept { return verdict_.violation_count == 0; }

 private:
  void add(std::string_view rule, std::uint64_t offset, std::string instruction, std::string why);

  Verdict& verdict_;
  std::function<std::string(std::uint64_t)> printer_;
};

}  // namespace plrust::confine
