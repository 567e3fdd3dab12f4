// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include "toolchain/discovery.hpp"
#include "toolchain/memory_files.hpp"

using namespace plrust;
using namespace plrust::toolchain;

namespace {

constexpr const char* kVerbose =
    "rustc 1.96.0 (ac68faa20 2026-05-25)\nbinary: rustc\n"
    "commit-hash: ac68faa20c58cbccd01ee7208bf3b6e93a7d7f96\ncommit-date: 2026-05-25\n"
    "host: x86_64-unknown-linux-gnu\nrelease: 1.96.0\nLLVM version: 22.1.8\n";

const Compiler kCompiler{"/usr/bin/rustc", "/usr", "1.96.0", "ac68faa20c58cbccd01ee7208bf3b6e93a7d7f96",
                         "22.1.8",         "x"};

// A std source in <root>/library, with whatever else lies in the root.
MemoryFiles source_in(const std::string& root, std::map<std::string, std::string> extra = {}) {
  MemoryFiles files(std::move(extra));
  for (const char* part :
       {"core/src/lib.rs", "alloc/src/lib.rs", "std/src/lib.rs", "vendor/cfg-if-1.0.4/src/lib.rs"}) {
    files.put(root + "/library/" + part, "");
  }
  return files;
}

Error refusal(const Files& files, const Compiler& compiler,
              const std::optional<std::filesystem::path>& given) {
  try {
    find_std_source(files, compiler, given);
  } catch (const Error& error) {
    return error;
  }
  FAIL("accepted");
  return Error("accepted");
}

}  // namespace

TEST_SUITE("discovery") {
  TEST_CASE("a rustup proxy is resolved to the compiler it starts") {
    const MemoryFiles files({{"/home/u/.cargo/bin/rustc", ""}, {"/t/toolchains/x/bin/rustc", ""}});
    MemoryRunner runner({{"/home/u/.cargo/bin/rustc --print sysroot", "/t/toolchains/x\n"},
                         {"/t/toolchains/x/bin/rustc -vV", kVerbose}});
    const Compiler compiler = find_compiler(runner, files, "/home/u/.cargo/bin/rustc");
    CHECK(compiler.rustc == "/t/toolchains/x/bin/rustc");
    CHECK(compiler.version == "1.96.0");
    CHECK(compiler.llvm == "22.1.8");
    CHECK(compiler.commit == kCompiler.commit);
  }

  TEST_CASE("no rustc is a missing tool with the package to install") {
    const MemoryFiles files({});
    MemoryRunner runner({});
    try {
      find_compiler(runner, files, "/nowhere/rustc");
      FAIL("found");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::missing_tool);
      CHECK(error.hint().find("apt-get install rustc-web") != std::string::npos);
    }
  }

  TEST_CASE("a compiler that does not say its commit is refused") {
    CHECK_THROWS_AS(parse_verbose_version("rustc 1.96.0\nrelease: 1.96.0\nhost: x\n"), Error);
  }

  TEST_CASE("Debian's source is found by rustc's version") {
    const StdSource source = find_std_source(source_in("/usr/src/rustc-1.96.0"), kCompiler, {});
    CHECK(source.library == "/usr/src/rustc-1.96.0/library");
    CHECK(source.version == "1.96.0");
    CHECK(source.commit.empty());
  }

  TEST_CASE("rustup's source is found below the sysroot, and its manifest names the commit") {
    Compiler compiler = kCompiler;
    compiler.sysroot = "/t";
    MemoryFiles files = source_in("/t/lib/rustlib/src/rust");
    files.put("/t/lib/rustlib/multirust-channel-manifest.toml",
              "[pkg.rust-src]\nversion = \"1.96.0 (ac68faa20 2026-05-25)\"\n");
    CHECK(find_std_source(files, compiler, {}).commit == "ac68faa20");
  }

  TEST_CASE("a source of another version is never used") {
    const MemoryFiles files = source_in("/src/rustc-1.95.0");
    const Error error = refusal(files, kCompiler, "/src/rustc-1.95.0");
    CHECK(std::string(error.what()) ==
          "the std source '/src/rustc-1.95.0/library' is of version 1.95.0, but '/usr/bin/rustc' is 1.96.0");
    CHECK(error.code() == ExitCode::missing_tool);
  }

  TEST_CASE("a source of another commit is never used, whatever its version") {
    const MemoryFiles files = source_in("/src/rust", {{"/src/rust/version", "1.96.0\n"},
                                                      {"/src/rust/git-commit-hash", "0123456789abcdef\n"}});
    CHECK(std::string(refusal(files, kCompiler, "/src/rust").what()).find("of commit 0123456789abcdef") !=
          std::string::npos);
  }

  TEST_CASE("a commit too short to tell releases apart is no match") {
    const MemoryFiles files = source_in("/src/rust", {{"/src/rust/version", "1.96.0 (ac6 2026-05-25)\n"}});
    CHECK_THROWS_AS(find_std_source(files, kCompiler, "/src/rust"), Error);
  }

  TEST_CASE("a source without vendored crates says what to do") {
    MemoryFiles files = source_in("/usr/src/rustc-1.96.0");
    files.drop("/usr/src/rustc-1.96.0/library/vendor/cfg-if-1.0.4/src/lib.rs");
    CHECK(std::string(refusal(files, kCompiler, {}).what()).find("no vendored crates") != std::string::npos);
  }

  TEST_CASE("--rust-src may name the library folder or its parent") {
    const MemoryFiles files = source_in("/src/rustc-1.96.0");
    CHECK(find_std_source(files, kCompiler, "/src/rustc-1.96.0").library == "/src/rustc-1.96.0/library");
    CHECK(find_std_source(files, kCompiler, "/src/rustc-1.96.0/library").library ==
          "/src/rustc-1.96.0/library");
  }

  TEST_CASE("no source at all names the places and the package") {
    const Error error = refusal(MemoryFiles({}), kCompiler, {});
    CHECK(std::string(error.what()).find("/usr/src/rustc-1.96.0/library") != std::string::npos);
    CHECK(error.hint().find("rust-web-src") != std::string::npos);
  }
}
