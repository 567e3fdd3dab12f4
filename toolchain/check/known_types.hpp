// SPDX-License-Identifier: PostgreSQL
// Types of SQL in Rust, as the extension would find them in the server's catalog: PostgreSQL's own, and those
// that the files define. The same rules as handler/values/type_catalog.cpp and rust_types.cpp.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "language/builtin_types.hpp"
#include "toolchain/check/sql_items.hpp"
#include "toolchain/compile/request.hpp"

namespace plrust::toolchain {

// A function cannot have this type.
class CannotCross : public std::runtime_error {
 public:
  CannotCross(const std::string& message, std::string hint)
      : std::runtime_error(message), hint_(std::move(hint)) {}
  const std::string& hint() const noexcept { return hint_; }

 private:
  std::string hint_;
};

// Only a server knows what this type is.
class NeedsServer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A type as values of it cross. A domain is its base type.
struct CrossingType {
  language::Crossing crossing = language::Crossing::nothing;
  std::string argument;
  std::string result;
  std::string range_bound;  // of a range: the Rust type of its bounds
  const SqlTypeDefinition* enumeration = nullptr;
  bool is_domain = false;
  bool is_by_value() const {
    return crossing == language::Crossing::bits || crossing == language::Crossing::nothing;
  }
};

class KnownTypes {
 public:
  // A later type of the same name takes the place of an earlier one. Schemas are not told apart.
  void define(SqlTypeDefinition definition);
  void change(const SqlEnumChange& change);

  const SqlTypeDefinition* find(const std::string& name) const;

 private:
  std::map<std::string, SqlTypeDefinition> defined_;
};

// Names the types of one function's signature, and collects the enums that they need.
class SignatureTypes {
 public:
  explicit SignatureTypes(const KnownTypes& known) : known_(&known) {}

  // Throws CannotCross, NeedsServer.
  CrossingType find(const SqlTypeName& name);
  const std::vector<RequestEnum>& enums() const noexcept { return enums_; }

 private:
  CrossingType element(const SqlTypeName& name, int depth);
  CrossingType builtin(const std::string& name) const;
  CrossingType defined(const SqlTypeDefinition& definition, int depth);
  CrossingType enumeration(const SqlTypeDefinition& definition);

  const KnownTypes* known_;
  std::vector<RequestEnum> enums_;
};

}  // namespace plrust::toolchain
