// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/crate_cache.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <sstream>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr const char* kContents = ".contents";
constexpr const char* kLock = ".lock";
constexpr std::string_view kUnfinished = ".new-";
constexpr std::uintmax_t kMostBytesOfCache = std::uintmax_t{4} << 30;
// Of one entry. The largest crates known (bindings of whole operating systems) stay below.
constexpr std::uintmax_t kMostBytes = std::uintmax_t{512} << 20;
constexpr std::size_t kMostFiles = 4096;
constexpr int kDeepest = 16;

[[noreturn]] void fail(const std::string& what, const fs::path& path) {
  throw Error(fmt::format("cannot {} '{}': {}", what, path.string(), std::strerror(errno)),
              errno == ENOSPC ? "free some space, or set plrust.work_dir" : "");
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0)
      close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void refuse(const std::string& what) {
  throw CompileFailure(Stage::limit, "a step of building the dependencies left " + what);
}

// Reads a file that a step may have made: a plain one, of no more than what is left.
std::string read_plain(const fs::path& path, std::uintmax_t limit) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    refuse("a file that cannot be read");
  if (static_cast<std::uintmax_t>(status.st_size) > limit)
    refuse("too much");
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = read(file.get(), bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      refuse("a file that changes");
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

void write_plain(const fs::path& path, std::string_view bytes, mode_t mode) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (file.get() < 0)
    fail("write", path);
  while (!bytes.empty()) {
    const ssize_t n = write(file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      fail("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

class Copy {
 public:
  void folder(const fs::path& from, const fs::path& to, const fs::path& below, int depth) {
    if (depth > kDeepest)
      refuse("folders that are nested too deeply");
    if (mkdir(to.c_str(), S_IRWXU) != 0)
      fail("make", to);
    for (const auto& entry : fs::directory_iterator(from)) {
      const std::string name = entry.path().filename().string();
      const fs::path place = below / name;
      if (++count_ > kMostFiles || name.find('\n') != std::string::npos)
        refuse("too many files, or a file with a line feed in its name");
      const fs::file_type type = entry.symlink_status().type();
      if (type == fs::file_type::directory)
        folder(entry.path(), to / name, place, depth + 1);
      else if (type == fs::file_type::regular)
        file(entry.path(), to / name, place);
      else
        refuse("what is neither a file nor a folder");
    }
  }
  // "SHA-256 NAME" by line.
  std::string contents() const {
    std::string text;
    for (const auto& [name, hash] : hashes_) text += fmt::format("{} {}\n", hash, name);
    return text;
  }

 private:
  void file(const fs::path& from, const fs::path& to, const fs::path& place) {
    const std::string bytes = read_plain(from, kMostBytes - bytes_);
    bytes_ += bytes.size();
    write_plain(to, bytes, place == CrateCache::kProgram ? S_IRUSR | S_IXUSR : S_IRUSR);
    hashes_[place.string()] = sha256(bytes);
  }

  std::uintmax_t bytes_ = 0;
  std::size_t count_ = 0;
  std::map<std::string, std::string> hashes_;
};

bool is_whole(const fs::path& entry) {
  const RealFiles files;
  const std::optional<std::string> contents = files.read(entry / kContents);
  if (!contents)
    return false;
  std::istringstream lines(*contents);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    const std::optional<std::string> bytes =
        space == std::string::npos ? std::nullopt : files.read(entry / line.substr(space + 1));
    if (!bytes || sha256(*bytes) != line.substr(0, space))
      return false;
  }
  return true;
}

}  // namespace

CrateCache::CrateCache(const fs::path& root) : root_(root) {
  if (mkdir(root_.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    fail("make the folder of compiled crates", root_);
  lock_ = open((root_ / kLock).c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (lock_ < 0)
    fail("open", root_ / kLock);
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0)
    remove_oldest();
  if (flock(lock_, LOCK_SH) != 0) {
    close(lock_);
    fail("lock", root_ / kLock);
  }
}

CrateCache::~CrateCache() {
  close(lock_);
}

std::optional<fs::path> CrateCache::find(const std::string& key) {
  const fs::path entry = root_ / key;
  if (!fs::exists(entry / kContents))
    return std::nullopt;
  if (!is_whole(entry)) {
    std::error_code ignored;
    fs::remove_all(entry, ignored);
    return std::nullopt;
  }
  utimensat(AT_FDCWD, (entry / kContents).c_str(), nullptr, 0);
  return entry;
}

fs::path CrateCache::store(const std::string& key, const fs::path& made) {
  static unsigned number = 0;
  const fs::path fresh = root_ / fmt::format("{}{}-{}", kUnfinished, getpid(), ++number);
  std::error_code ignored;
  try {
    Copy copy;
    copy.folder(made, fresh, {}, 0);
    write_plain(fresh / kContents, copy.contents(), S_IRUSR | S_IWUSR);
    fs::path entry = root_ / key;
    std::error_code error;
    fs::rename(fresh, entry, error);
    if (error && !fs::exists(entry / kContents))
      throw Error(fmt::format("cannot keep a compiled crate in '{}': {}", root_.string(), error.message()));
    fs::remove_all(fresh, ignored);
    return entry;
  } catch (...) {
    fs::remove_all(fresh, ignored);
    throw;
  }
}

void CrateCache::remove_oldest() {
  struct Entry {
    fs::file_time_type used;
    std::uintmax_t bytes = 0;
    fs::path path;
  };
  std::vector<Entry> entries;
  std::uintmax_t total = 0;
  std::error_code ignored;
  for (const auto& folder : fs::directory_iterator(root_, ignored)) {
    if (folder.path().filename() == kLock)
      continue;
    Entry entry{fs::last_write_time(folder.path() / kContents, ignored), 0, folder.path()};
    for (const auto& file : fs::recursive_directory_iterator(folder.path(), ignored))
      entry.bytes += file.is_regular_file(ignored) ? file.file_size(ignored) : 0;
    total += entry.bytes;
    if (folder.path().filename().string().starts_with(kUnfinished))
      fs::remove_all(folder.path(), ignored);
    else
      entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, &Entry::used);
  for (const Entry& entry : entries) {
    if (total <= kMostBytesOfCache)
      return;
    fs::remove_all(entry.path, ignored);
    total -= std::min(total, entry.bytes);
  }
}

}  // namespace plrust::toolchain
