// SPDX-License-Identifier: PostgreSQL
// What is to be compiled (ARCHITECTURE.md, "Request and answer of a compilation").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

struct RequestArgument {
  std::string name;  // empty: arg0, arg1, …
  std::string type;
};

// A Rust enum that is generated for one of SQL.
struct RequestEnum {
  struct Variant {
    std::string name;
    std::string label;  // any text
  };
  std::string name;
  std::string type;  // in SQL, without its schema; any text
  std::vector<Variant> variants;
};

struct Request {
  std::string sysroot;
  std::string triple;
  std::string name;
  std::vector<RequestArgument> arguments;
  std::string returns;              // the T of Result<T, _>
  std::vector<RequestEnum> enums;   // that the types name, as crate::NAME
  std::string shape = "registers";  // or "block"
  std::string source;
  std::string optimization = "speed";  // none, size or speed
  bool allow_unsafe = false;
};

// Throws plrust::Error for text that is not a request. Does not look at the source.
Request parse_request(const std::string& json);

// The values of some top-level keys, found without keeping anything else: what must be known before the
// sandbox is entered. Throws plrust::Error if sysroot or triple is missing.
struct RequestTarget {
  std::string sysroot;
  std::string triple;
  // All four empty if the function has no dependencies.
  std::string dependencies;          // its [dependencies] part, as written
  std::string allowed_dependencies;  // the administrator's list
  std::string dependency_dir;
  std::string crate_cache;
};
RequestTarget target_of_request(const std::string& json);

// A request from a signature such as "fn f(a: i32, b: Option<&str>) -> i64", for the command line.
// Throws plrust::Error.
Request parse_signature(std::string_view signature);

}  // namespace plrust::toolchain
