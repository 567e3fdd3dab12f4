// SPDX-License-Identifier: PostgreSQL
// Everything in a package has the time that its facts name, root as its owner and one of two modes; names are
// sorted by what packs them. So the same sysroot makes the same bytes, whoever packs it and where.
#include "toolchain/packaging/package_files.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"
#include "toolchain/packaging/dependencies.hpp"
#include "toolchain/packaging/sbom.hpp"
#include "toolchain/patching/line_diff.hpp"
#include "toolchain/sysroot_store.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string debian_architecture(const std::string& machine) {
  return machine == "x86_64" ? "amd64" : "arm64";
}

fs::file_time_type file_time(std::time_t time) {
  return std::chrono::file_clock::from_sys(std::chrono::system_clock::from_time_t(time));
}

// As part of a longer text.
std::string indented(const std::string& text) {
  std::string out;
  for (const std::string_view line : split_lines(text))
    out += line.empty() ? "\n" : fmt::format("  {}\n", line);
  return out;
}

std::uintmax_t size_of_tree(const fs::path& root) {
  constexpr std::uintmax_t kBlock = 1024;
  std::uintmax_t blocks = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    blocks += entry.is_regular_file() ? (entry.file_size() + kBlock - 1) / kBlock : 1;
  return blocks;
}

}  // namespace

PackageFormat package_format(const std::string& name) {
  if (name == "deb")
    return PackageFormat::deb;
  return name == "rpm" ? PackageFormat::rpm : PackageFormat::tar;
}

PackageFiles::PackageFiles(const PackageFacts& facts, PackageFormat format, ChildRunner& runner,
                           Renderer& renderer, fs::path data, fs::path work)
    : facts_(facts),
      format_(format),
      runner_(&runner),
      renderer_(&renderer),
      data_(std::move(data)),
      work_(std::move(work)),
      root_(work_ / "root") {
  const RealFiles files;
  if (format_ == PackageFormat::deb)
    system_tool(files, "dpkg-deb", "dpkg");
  else if (format_ == PackageFormat::rpm)
    system_tool(files, "rpmbuild", "rpm");
  else
    system_tool(files, "zstd", "zstd");
}

fs::path PackageFiles::prefix() const {
  return format_ == PackageFormat::tar ? fs::path() : fs::path("usr");
}

fs::path PackageFiles::documents() const {
  return prefix() / "share" / "doc" / facts_.name;
}

fs::path PackageFiles::installed() const {
  return prefix() / "lib" / "plrust" / "sysroots" / facts_.manifest.id;
}

std::string PackageFiles::file_name() const {
  if (format_ == PackageFormat::deb)
    return fmt::format("{}_{}_{}.deb", facts_.name, facts_.version, debian_architecture(facts_.machine));
  if (format_ == PackageFormat::rpm)
    return fmt::format("{}-{}-1.{}.rpm", facts_.name, facts_.version, facts_.machine);
  return fmt::format("{}-{}.{}.tar.zst", facts_.name, facts_.version, facts_.machine);
}

json PackageFiles::template_data() const {
  json crates = json::array();
  for (const LicencedCrate& crate : facts_.crates) {
    json notices = json::array();
    for (const fs::path& notice : crate.notices)
      notices.push_back({{"name", notice.filename().string()}, {"text", indented(read_file(notice))}});
    crates.push_back({{"name", crate.package},
                      {"version", crate.version},
                      {"licence", crate.licence},
                      {"authors", crate.authors},
                      {"notices", notices}});
  }
  std::vector<std::string> triples;
  for (const ManifestTarget& target : facts_.manifest.targets) triples.push_back(target.triple);
  const auto licence = [&](const char* name) { return indented(read_file(data_ / "std-patches" / name)); };
  return {{"name", facts_.name},
          {"virtual_name", facts_.virtual_name},
          {"version", facts_.version},
          {"id", facts_.manifest.id},
          {"rust", facts_.manifest.rustc.version},
          {"commit", facts_.manifest.rustc.commit},
          {"triples", triples},
          {"architecture", debian_architecture(facts_.machine)},
          {"foreign",
           facts_.manifest.targets.size() > 1 || facts_.manifest.targets.front().arch != facts_.machine},
          {"maintainer", facts_.maintainer},
          {"depends", facts_.depends},
          {"licence", facts_.licence},
          {"date", utc(facts_.time, "%a, %d %b %Y %H:%M:%S +0000")},
          {"rpm_date", utc(facts_.time, "%a %b %d %Y")},
          {"crates", crates},
          {"licences",
           {{"own", indented(read_file(data_ / "LICENSE"))},
            {"mit", licence("LICENSE-MIT")},
            {"apache", format_ == PackageFormat::deb ? std::string() : licence("LICENSE-APACHE")},
            {"llvm", licence("LICENSE-LLVM-EXCEPTION")},
            {"unicode", licence("LICENSE-UNICODE")}}}};
}

void PackageFiles::copy_sysroot(const fs::path& sysroot) {
  const fs::path to = root_ / installed();
  for (const auto& [name, hash] : facts_.manifest.files) {
    fs::create_directories((to / name).parent_path());
    fs::copy_file(sysroot / name, to / name);
  }
  write_file(to / kManifestFile, to_json(facts_.manifest));
  if (format_ != PackageFormat::tar) {
    const json owner{{"package", facts_.name}, {"format", format_ == PackageFormat::deb ? "deb" : "rpm"}};
    write_file(to / kOwnerFile, owner.dump() + "\n");
  }
}

void PackageFiles::write_documents(const fs::path& sysroot) {
  const fs::path folder = root_ / documents();
  const json data = template_data();
  write_file(folder / "copyright", renderer_->render("package/copyright.j2", data));
  write_file(folder / "sbom.spdx.json", spdx_json(facts_, sysroot, installed().string()));
  write_file(folder / "changelog", renderer_->render("package/changelog.j2", data));
  if (format_ == PackageFormat::deb) {
    run(system_tool(RealFiles(), "gzip", "gzip"), {"-9", "-n", (folder / "changelog").string()});
    write_file(root_ / "usr" / "share" / "lintian" / "overrides" / facts_.name,
               renderer_->render("package/lintian-overrides.j2", data));
  }
}

void PackageFiles::write_debian_files() {
  std::string sums;
  std::vector<fs::path> all;
  for (const auto& entry : fs::recursive_directory_iterator(root_))
    if (entry.is_regular_file())
      all.push_back(entry.path().lexically_relative(root_));
  std::ranges::sort(all);
  ChildCommand command{
      system_tool(RealFiles(), "md5sum", "coreutils"), {"--"}, plain_environment(), root_, {}};
  for (const fs::path& file : all) command.arguments.push_back(file.string());
  const ChildResult result = runner_->run(command);
  if (!result.ok())
    throw child_error(command, result);
  json data = template_data();
  data["installed_size"] = size_of_tree(root_);
  write_file(root_ / "DEBIAN" / "md5sums", result.out);
  write_file(root_ / "DEBIAN" / "control", renderer_->render("package/control.j2", data));
}

void PackageFiles::set_times_and_modes() {
  constexpr auto kFile =
      fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read;
  constexpr auto kFolder = kFile | fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  const auto time = file_time(facts_.time);
  std::vector<fs::path> folders{root_};
  for (const auto& entry : fs::recursive_directory_iterator(root_)) {
    if (entry.is_directory()) {
      folders.push_back(entry.path());
    } else {
      fs::permissions(entry.path(), kFile);
      fs::last_write_time(entry.path(), time);
    }
  }
  for (const fs::path& folder : folders) {
    fs::permissions(folder, kFolder);
    fs::last_write_time(folder, time);
  }
}

void PackageFiles::lay_out(const fs::path& sysroot) {
  try {
    copy_sysroot(sysroot);
    write_documents(sysroot);
    if (format_ == PackageFormat::deb)
      write_debian_files();
    set_times_and_modes();
  } catch (const fs::filesystem_error& error) {
    throw Error(fmt::format("could not lay out the package: {}", error.what()),
                "free some space, or let TMPDIR name another folder");
  }
}

fs::path PackageFiles::write(const fs::path& folder) {
  try {
    fs::create_directories(folder);
    if (format_ == PackageFormat::deb)
      write_deb();
    else if (format_ == PackageFormat::rpm)
      write_rpm();
    else
      write_tar();
    // Never half a package under its name.
    const fs::path partial = folder / (".partial-" + file_name());
    fs::copy_file(work_ / file_name(), partial, fs::copy_options::overwrite_existing);
    fs::rename(partial, folder / file_name());
    return folder / file_name();
  } catch (const fs::filesystem_error& error) {
    throw Error(fmt::format("could not write the package: {}", error.what()),
                "choose another folder with --output, or let TMPDIR name another folder");
  }
}

void PackageFiles::run(const fs::path& program, std::vector<std::string> arguments) {
  ChildCommand command{program, std::move(arguments), plain_environment(), work_, {}};
  command.environment["SOURCE_DATE_EPOCH"] = std::to_string(facts_.time);
  const ChildResult result = runner_->run(command);
  if (!result.ok())
    throw child_error(command, result);
}

// The lowest level: metadata of crates shrinks to a quarter with any, and a higher one takes a minute for a
// twentieth.
void PackageFiles::write_deb() {
  run(system_tool(RealFiles(), "dpkg-deb", "dpkg"),
      {"--root-owner-group", "--uniform-compression", "-Zxz", "-z0", "--build", root_.string(),
       (work_ / file_name()).string()});
}

void PackageFiles::write_rpm() {
  write_file(work_ / "package.spec", renderer_->render("package/sysroot.spec.j2", template_data()));
  run(system_tool(RealFiles(), "rpmbuild", "rpm"),
      {"-bb", "--quiet", "--target", facts_.machine, "--define", "_topdir " + (work_ / "rpm").string(),
       "--define", "_rpmdir " + work_.string(), "--define", "_rpmfilename " + file_name(), "--define",
       "laid_out " + root_.string(), (work_ / "package.spec").string()});
}

void PackageFiles::write_tar() {
  run(system_tool(RealFiles(), "tar", "tar"),
      {"--create", "--file", (work_ / "package.tar").string(), "--format=gnu", "--sort=name",
       "--owner=root:0", "--group=root:0", "--numeric-owner", "--directory", root_.string(), "lib", "share"});
  run(system_tool(RealFiles(), "zstd", "zstd"),
      {"-q", "-9", "-T0", (work_ / "package.tar").string(), "-o", (work_ / file_name()).string()});
}

}  // namespace plrust::toolchain
