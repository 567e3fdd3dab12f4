// SPDX-License-Identifier: PostgreSQL
#include "toolchain/packaging/package_facts.hpp"

#include <map>

#include <doctest/doctest.h>

#include "toolchain/memory_files.hpp"
#include "toolchain/packaging/dependencies.hpp"

namespace plrust::toolchain {
namespace {

using Texts = std::map<std::string, std::string>;

Manifest both_targets() {
  Manifest manifest;
  manifest.id = "1.96.0-0123456789ab";
  manifest.rustc.version = "1.96.0";
  for (const char* arch : {"aarch64", "x86_64"}) {
    const std::string triple = std::string(arch) + "-postgres-linux-gnu";
    manifest.targets.push_back({triple, arch, {}, true});
    manifest.files["lib/rustlib/" + triple + "/target.json"] = "hash";
  }
  manifest.files["plugin/split-stack.so"] = "hash";
  return manifest;
}

}  // namespace

TEST_SUITE("package_facts") {
  TEST_CASE("a package of one architecture has its files, the plugin and nothing of the other") {
    const Manifest one = with_targets_of(both_targets(), "x86_64");
    CHECK(one.targets.size() == 1);
    CHECK(one.files.size() == 2);
    CHECK(one.files.contains("lib/rustlib/x86_64-postgres-linux-gnu/target.json"));
    CHECK(one.files.contains("plugin/split-stack.so"));
    CHECK(with_targets_of(both_targets(), "all").files == both_targets().files);
    CHECK(with_targets_of(both_targets(), std::nullopt).files == both_targets().files);
  }

  TEST_CASE("an architecture that was not built is refused with the command that builds it") {
    const Manifest one = with_targets_of(both_targets(), "x86_64");
    CHECK_THROWS_WITH_AS(with_targets_of(one, "all"),
                         "the sysroot '1.96.0-0123456789ab' is not built for aarch64", Error);
  }

  TEST_CASE("names have the version of Rust, and versions grow with time") {
    CHECK(package_name(both_targets()) == "plrust-sysroot-1.96.0-all");
    CHECK(package_name(with_targets_of(both_targets(), "x86_64")) == "plrust-sysroot-1.96.0-x86-64");
    CHECK(package_version(both_targets(), 1).ends_with("+19700101.000001.01234567"));
    CHECK(package_version(both_targets(), 1) < package_version(both_targets(), 100000));
  }

  TEST_CASE("SOURCE_DATE_EPOCH decides about the time if it is a number") {
    CHECK(package_time("17", 3) == 17);
    CHECK(package_time(nullptr, 3) == 3);
    CHECK(package_time("", 3) == 3);
    for (const char* wrong : {"soon", "-1", "17 ", "99999999999999"})
      CHECK_THROWS_AS(package_time(wrong, 3), Error);
  }

  TEST_CASE("the machine is that of the plugin") {
    std::string elf =
        "\x7f"
        "ELF" +
        std::string(14, '\0');
    CHECK(machine_of(elf + '\x3e') == "x86_64");
    CHECK(machine_of(elf + '\xb7') == "aarch64");
    CHECK_THROWS_AS(machine_of(elf + '\x01'), Error);
    CHECK_THROWS_AS(machine_of(""), Error);
  }

  TEST_CASE("licences are joined as SPDX expressions") {
    CHECK(spdx_expression("MIT/Apache-2.0") == "MIT OR Apache-2.0");
    LicencedCrate one;
    one.licence = "MIT OR Apache-2.0";
    LicencedCrate other;
    other.licence = "Zlib";
    CHECK(joint_licence({one, other, one}) == "(MIT OR Apache-2.0) AND PostgreSQL AND Zlib");
  }
}

TEST_SUITE("package_dependencies") {
  TEST_CASE("the package that owns rustc is named with its version") {
    const MemoryFiles files(Texts{{"/usr/bin/dpkg-query", ""}});
    MemoryRunner runner(
        {{"/usr/bin/dpkg-query --search /nonexistent/rustc", "rustc-web: /nonexistent/rustc\n"},
         {"/usr/bin/dpkg-query --show --showformat=${Version} rustc-web", "1.96.0+dfsg1-1"}});
    CHECK(owning_deb(runner, files, "/nonexistent/rustc") == "rustc-web (= 1.96.0+dfsg1-1)");
    CHECK(owning_deb(runner, files, "/nonexistent/other") == std::nullopt);
    CHECK(owning_rpm(runner, files, "/nonexistent/rustc") == std::nullopt);
  }

  TEST_CASE("a rustc that no package owns is named by a range that no other release is in") {
    CHECK(rustc_by_version("1.96.0", false) ==
          std::vector<std::string>{"rustc (>= 1.96.0)", "rustc (<< 1.96.1~)"});
    CHECK(rustc_by_version("1.96.9", true) == std::vector<std::string>{"rust >= 1.96.9", "rust < 1.96.10"});
  }

  TEST_CASE("a tool that is missing is named with its package") {
    CHECK_THROWS_AS(system_tool(MemoryFiles(Texts()), "rpmbuild", "rpm"), Error);
  }
}

}  // namespace plrust::toolchain
