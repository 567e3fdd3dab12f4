// SPDX-License-Identifier: PostgreSQL
// Why not run ldd: it costs a process in every compilation, and it executes the program's own interpreter
// before the sandbox stands. The search is the dynamic linker's: DT_RPATH/DT_RUNPATH, the directories of
// ld.so.conf, the built-in ones. (The linker looks into its cache instead of the directories; the cache is
// made from them.)
#include "sandbox/shared_libraries.hpp"

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include <elf.h>

#include "base/error.hpp"

namespace plrust::sandbox {
namespace {

namespace fs = std::filesystem;

struct Needs {
  std::string interpreter;
  std::vector<std::string> libraries;
  std::vector<std::string> run_paths;
};

class ElfFile {
 public:
  explicit ElfFile(const fs::path& path) : path_(path), stream_(path, std::ios::binary) {
    Elf64_Ehdr header{};
    read_at(0, &header, sizeof header);
    if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64)
      fail("is not a 64-bit ELF object");
    segments_.resize(header.e_phnum);
    read_at(header.e_phoff, segments_.data(), segments_.size() * sizeof(Elf64_Phdr));
  }

  Needs needs() {
    Needs result;
    for (const Elf64_Phdr& segment : segments_) {
      if (segment.p_type == PT_INTERP)
        result.interpreter = string_at(segment.p_offset);
      if (segment.p_type == PT_DYNAMIC)
        read_dynamic(segment, result);
    }
    return result;
  }

 private:
  void read_dynamic(const Elf64_Phdr& segment, Needs& result) {
    std::vector<Elf64_Dyn> entries(segment.p_filesz / sizeof(Elf64_Dyn));
    read_at(segment.p_offset, entries.data(), entries.size() * sizeof(Elf64_Dyn));
    std::uint64_t strings = 0;
    for (const Elf64_Dyn& entry : entries)
      if (entry.d_tag == DT_STRTAB)
        strings = file_offset(entry.d_un.d_ptr);
    for (const Elf64_Dyn& entry : entries) {
      if (entry.d_tag == DT_NULL)
        break;
      if (entry.d_tag == DT_NEEDED)
        result.libraries.push_back(string_at(strings + entry.d_un.d_val));
      if (entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH)
        split(string_at(strings + entry.d_un.d_val), result.run_paths);
    }
  }

  void split(const std::string& list, std::vector<std::string>& into) const {
    for (std::size_t begin = 0; begin <= list.size();) {
      const std::size_t end = std::min(list.find(':', begin), list.size());
      std::string directory = list.substr(begin, end - begin);
      for (const char* origin : {"$ORIGIN", "${ORIGIN}"})
        if (directory.rfind(origin, 0) == 0)
          directory.replace(0, std::strlen(origin), fs::canonical(path_).parent_path().string());
      if (!directory.empty())
        into.push_back(directory);
      begin = end + 1;
    }
  }

  std::uint64_t file_offset(std::uint64_t address) const {
    for (const Elf64_Phdr& segment : segments_)
      if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
          address - segment.p_vaddr < segment.p_filesz)
        return address - segment.p_vaddr + segment.p_offset;
    fail("has a dynamic section outside its segments");
  }

  std::string string_at(std::uint64_t offset) {
    std::string text;
    seek(offset);
    if (!std::getline(stream_, text, '\0'))
      fail("ends within a string");
    return text;
  }

  void read_at(std::uint64_t offset, void* to, std::size_t size) {
    seek(offset);
    if (size != 0 && !stream_.read(static_cast<char*>(to), static_cast<std::streamsize>(size)))
      fail("cannot be read");
  }

  void seek(std::uint64_t offset) {
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(offset));
  }

  [[noreturn]] void fail(const char* why) const { throw Error("'" + path_.string() + "' " + why); }

  fs::path path_;
  std::ifstream stream_;
  std::vector<Elf64_Phdr> segments_;
};

std::vector<std::string> system_directories() {
#if defined(__x86_64__)
  std::vector<std::string> directories{"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu"};
#else
  std::vector<std::string> directories{"/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu"};
#endif
  directories.insert(directories.end(), {"/lib64", "/usr/lib64", "/lib", "/usr/lib"});
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/etc/ld.so.conf.d", none)) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);)
      if (!line.empty() && line.front() == '/')
        directories.push_back(line);
  }
  return directories;
}

fs::path find(const std::string& name, const fs::path& needed_by, const std::vector<std::string>& run_paths,
              const std::vector<std::string>& system) {
  if (name.find('/') != std::string::npos)
    return name;
  for (const auto* directories : {&run_paths, &system})
    for (const std::string& directory : *directories)
      if (fs::exists(fs::path(directory) / name))
        return fs::path(directory) / name;
  throw Error("'" + needed_by.string() + "' needs '" + name + "', which is in no library directory",
              "reinstall the package that '" + needed_by.string() + "' belongs to");
}

}  // namespace

LoadedFiles loaded_files(const fs::path& program) {
  LoadedFiles result;
  const std::vector<std::string> system = system_directories();
  std::vector<fs::path> queue{program};
  // An executable's DT_RPATH serves its libraries too.
  std::vector<std::string> inherited;
  while (!queue.empty()) {
    const fs::path file = queue.back();
    queue.pop_back();
    const Needs needs = ElfFile(file).needs();
    if (file == program) {
      result.interpreter = needs.interpreter;
      inherited = needs.run_paths;
    }
    std::vector<std::string> run_paths = needs.run_paths;
    run_paths.insert(run_paths.end(), inherited.begin(), inherited.end());
    for (const std::string& library : needs.libraries) {
      fs::path found = find(library, file, run_paths, system);
      if (result.libraries.insert(found).second)
        queue.push_back(std::move(found));
    }
  }
  return result;
}

}  // namespace plrust::sandbox
