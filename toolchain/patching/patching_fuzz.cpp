// SPDX-License-Identifier: PostgreSQL
// libFuzzer entry over everything here that reads text: patches, policies, Rust source. Any answer is right
// but a crash; a patch that is accepted must survive its application.
//   clang++-22 -std=c++20 -DTOML_HEADER_ONLY=0 -fsanitize=fuzzer,address,undefined -I.
//   toolchain/patching/{patching_fuzz,parse_patch,
//   apply_change,blank_literals,rust_items,source_files,policy}.cpp toolchain/files.cpp -lfmt -ltomlplusplus
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "toolchain/patching/policy.hpp"
#include "toolchain/patching/rust_items.hpp"
#include "toolchain/patching/unified_diff.hpp"

namespace {

using namespace plrust::toolchain;

void fuzz_patch(std::string_view text) {
  const Patch patch = parse_patch("fuzz.patch", text);
  for (const FileChange& change : patch.changes) {
    try {
      apply_change(patch, change, std::string(text));
    } catch (const plrust::Error&) {
      continue;
    }
  }
}

void fuzz_policy(std::string_view text) {
  ChangedFiles files;
  files.write("std/a.rs", std::string(text));
  Policy::parse(text, "fuzz.toml").apply(files);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto fuzz : {fuzz_patch, fuzz_policy}) {
    try {
      fuzz(text);
    } catch (const plrust::Error&) {
      continue;
    }
  }
  find_items(text, {"fn", "f", "impl A"});
  find_inner_attributes(text, "stable");
  return 0;
}
