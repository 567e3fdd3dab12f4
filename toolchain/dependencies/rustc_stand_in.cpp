// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/rustc_stand_in.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <unistd.h>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

constexpr const char* kRustc = "PLRUST_RUSTC";
constexpr const char* kTarget = "PLRUST_TARGET";
constexpr const char* kFlags = "PLRUST_TARGET_FLAGS";
constexpr char kSeparator = '\x1f';

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr)
    throw Error("'rustc' here is plrust-toolchain, and can be used by build scripts only");
  return value;
}

}  // namespace

std::string host_triple() {
#if defined(__x86_64__)
  return "x86_64-unknown-linux-gnu";
#else
  return "aarch64-unknown-linux-gnu";
#endif
}

std::string metadata_variable(const std::string& links, const std::string& key) {
  std::string name = "DEP_" + links + "_" + key;
  for (char& c : name) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

std::map<std::string, std::string> wrapper_environment(const DependencyTools& tools) {
  const std::string flags =
      std::string("-Zunstable-options") + kSeparator + "--sysroot=" + tools.compile.sysroot.string() +
      kSeparator + "-Zallow-features=" + kSeparator + "-Cpanic=abort" + kSeparator + "-Zsanitizer=kcfi";
  return {{kRustc, tools.compile.rustc.string()}, {kTarget, tools.compile.triple}, {kFlags, flags}};
}

bool is_rustc_stand_in(const std::string& program) {
  return std::filesystem::path(program).filename() == "rustc";
}

std::vector<std::string> rustc_words(const std::vector<std::string>& words, const std::string& target,
                                     const std::string& flags, bool* is_for_target) {
  std::vector<std::string> result;
  *is_for_target = false;
  for (std::size_t n = 0; n < words.size(); ++n) {
    *is_for_target |= words[n] == "--target=" + target;
    *is_for_target |= words[n] == "--target" && n + 1 < words.size() && words[n + 1] == target;
    result.push_back(words[n]);
  }
  if (!*is_for_target)
    return result;
  for (std::size_t begin = 0; begin <= flags.size();) {
    const std::size_t end = std::min(flags.find(kSeparator, begin), flags.size());
    result.push_back(flags.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

void become_rustc(const std::vector<std::string>& words) {
  const std::string rustc = variable(kRustc);
  bool is_for_target = false;
  std::vector<std::string> arguments =
      rustc_words(words, variable(kTarget), variable(kFlags), &is_for_target);
  if (is_for_target)
    setenv("RUSTC_BOOTSTRAP", "1", 1);
  else
    unsetenv("RUSTC_BOOTSTRAP");
  arguments.insert(arguments.begin(), rustc);
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  execv(rustc.c_str(), pointers.data());
  throw Error("cannot start rustc: " + std::string(std::strerror(errno)));
}

}  // namespace plrust::toolchain
