// SPDX-License-Identifier: PostgreSQL
// The files of a package, laid out in a folder, and the packages made of them by the systems' own tools.
#pragma once

#include <filesystem>
#include <string>

#include "toolchain/child.hpp"
#include "toolchain/locations.hpp"
#include "toolchain/packaging/package_facts.hpp"
#include "toolchain/render.hpp"

namespace plrust::toolchain {

enum class PackageFormat { deb, rpm, tar };

PackageFormat package_format(const std::string& name);

class PackageFiles {
 public:
  // `work`: an empty folder. `data`: where the licences lie. Throws Error (missing_tool) if the tools of the
  // format are not there.
  PackageFiles(const PackageFacts& facts, PackageFormat format, ChildRunner& runner, Renderer& renderer,
               std::filesystem::path data, std::filesystem::path work);

  // Copies the sysroot's files and writes what goes with them. Throws Error.
  void lay_out(const std::filesystem::path& sysroot);
  // Makes the package in `folder`, and returns its path. Throws Error.
  std::filesystem::path write(const std::filesystem::path& folder);
  // Its name, before it is there.
  std::string file_name() const;

 private:
  std::filesystem::path prefix() const;  // below the root of the package
  std::filesystem::path documents() const;
  std::filesystem::path installed() const;  // where the sysroot goes
  nlohmann::json template_data() const;
  void copy_sysroot(const std::filesystem::path& sysroot);
  void write_documents(const std::filesystem::path& sysroot);
  void write_debian_files();
  void set_times_and_modes();
  // Each in `work_`, as file_name().
  void write_deb();
  void write_rpm();
  void write_tar();
  void run(const std::filesystem::path& program, std::vector<std::string> arguments);

  const PackageFacts& facts_;
  PackageFormat format_;
  ChildRunner* runner_;
  Renderer* renderer_;
  std::filesystem::path data_;
  std::filesystem::path work_;
  std::filesystem::path root_;
};

}  // namespace plrust::toolchain
