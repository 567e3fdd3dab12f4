// SPDX-License-Identifier: PostgreSQL
// Types as user code writes them, and the Rust enums that are generated for those of SQL.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "handler/values/type_info.hpp"

namespace plrust::handler {

struct EnumVariant {
  std::string name;   // in Rust
  std::string label;  // in SQL
};

// An enum of the generated source; stands at the root of its crate.
struct GeneratedEnum {
  const TypeInfo* type;
  std::string name;  // in Rust
  std::vector<EnumVariant> variants;
};

// Names the Rust types of one function's arguments and results.
class RustTypes {
 public:
  // As an argument, where it borrows from the call ('a).
  std::string argument(const TypeInfo& type);
  // As a result, where it owns.
  std::string result(const TypeInfo& type);
  // The enums that the texts so far name, in the order in which they were named.
  const std::vector<GeneratedEnum>& enums() const noexcept { return enums_; }

 private:
  std::string enum_path(const TypeInfo& type);

  std::vector<GeneratedEnum> enums_;
};

}  // namespace plrust::handler
