// SPDX-License-Identifier: PostgreSQL
#include "sandbox/shared_libraries.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

#include "base/error.hpp"

namespace plrust::sandbox {

TEST_SUITE_BEGIN("sandbox/shared_libraries");

TEST_CASE("a program's interpreter and libraries are found, also those of its libraries") {
  const LoadedFiles files = loaded_files("/proc/self/exe");
  CHECK(files.interpreter.string().find("ld-linux") != std::string::npos);
  const auto has = [&files](const std::string& name) {
    return std::any_of(files.libraries.begin(), files.libraries.end(), [&name](const auto& path) {
      return path.filename().string().rfind(name, 0) == 0 && std::filesystem::exists(path);
    });
  };
  CHECK(has("libc.so"));
  CHECK(has("libstdc++.so"));
  CHECK(has("ld-linux"));
}

TEST_CASE("what is no ELF object is an error that names the file") {
  std::string pattern = (std::filesystem::temp_directory_path() / "plrust-elf-XXXXXX").string();
  const int fd = mkstemp(pattern.data());
  REQUIRE(fd >= 0);
  close(fd);
  SUBCASE("empty") {}
  SUBCASE("a script") {
    std::ofstream(pattern) << "#!/bin/sh\n" << std::string(100, '#');
  }
  SUBCASE("cut off after the header") {
    std::ifstream self("/proc/self/exe", std::ios::binary);
    std::string head(100, '\0');
    self.read(head.data(), 100);
    std::ofstream(pattern, std::ios::binary) << head;
  }
  std::string message;
  try {
    loaded_files(pattern);
  } catch (const Error& error) {
    message = error.what();
  }
  CHECK(message.find("'" + pattern + "'") == 0);
  std::filesystem::remove(pattern);
}

TEST_SUITE_END();

}  // namespace plrust::sandbox
