// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/failure.hpp"

namespace plrust::toolchain {

std::string_view stage_name(Stage stage) {
  switch (stage) {
    case Stage::check:
      return "check";
    case Stage::not_allowed:
      return "not_allowed";
    case Stage::not_vendored:
      return "not_vendored";
    case Stage::dependency:
      return "dependency";
    case Stage::rustc:
      return "rustc";
    case Stage::rewrite:
      return "rewrite";
    case Stage::link:
      return "link";
    case Stage::limit:
      return "limit";
  }
  return "";
}

}  // namespace plrust::toolchain
