// SPDX-License-Identifier: PostgreSQL
#include "handler/work_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "handler/error.hpp"
#include "handler/file_descriptor.hpp"
#include "handler/settings.hpp"

namespace plrust::handler {

namespace {

namespace fs = std::filesystem;

// pg_basebackup leaves out what begins with pgsql_tmp.
constexpr const char* kDirectoryInData = "pgsql_tmp_plrust";
constexpr const char* kCrateCache = "crates";

[[noreturn]] void fail(const std::string& what, const fs::path& path, int number) {
  const bool is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  const int sqlstate = is_full ? ERRCODE_DISK_FULL : ERRCODE_IO_ERROR;
  throw Error(sqlstate,
              "could not " + what + " \"" + path.string() + "\": " + std::generic_category().message(number),
              {}, is_full ? "Free space there, or let plrust.work_dir name another place." : "");
}

int open_locked(const fs::path& path, int mode) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor >= 0 && flock(descriptor, mode) != 0) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

// Only directories that nobody holds the lock of go: the kernel lets go of it when its owner dies.
void remove_leftovers(const fs::path& root) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(root, ignored)) {
    if (entry.path().filename() == kCrateCache) {
      continue;
    }
    const FileDescriptor lock(open_locked(entry.path(), LOCK_EX | LOCK_NB));
    if (lock.get() >= 0) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

}  // namespace

fs::path work_root() {
  if (settings.work_dir != nullptr && *settings.work_dir != '\0') {
    return settings.work_dir;
  }
  return fs::path(DataDir) / kDirectoryInData;
}

fs::path crate_cache() {
  return work_root() / kCrateCache;
}

WorkDirectory::WorkDirectory(const fs::path& root) : lock_(-1) {
  static unsigned number = 0;
  if (mkdir(root.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    fail("create directory", root, errno);
  }
  remove_leftovers(root);
  // Another backend may take a directory for a leftover between mkdir and flock: then it is gone, and the
  // next name is tried.
  constexpr int kAttempts = 16;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    path_ = root / (std::to_string(getpid()) + "-" + std::to_string(++number));
    if (mkdir(path_.c_str(), S_IRWXU) != 0) {
      if (errno == EEXIST) {
        continue;
      }
      fail("create directory", path_, errno);
    }
    lock_ = open_locked(path_, LOCK_EX | LOCK_NB);
    struct stat status {};
    if (lock_ >= 0 && fstat(lock_, &status) == 0 && status.st_nlink > 0) {
      return;
    }
    if (lock_ >= 0) {
      close(lock_);
    }
  }
  fail("create a directory in", root, EBUSY);
}

WorkDirectory::~WorkDirectory() {
  remove();
}

void WorkDirectory::remove() noexcept {
  if (lock_ < 0) {
    return;
  }
  try {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  } catch (const std::exception&) {
    // Out of memory: the next compilation removes it.
  }
  close(lock_);
  lock_ = -1;
}

void write_new_file(const fs::path& path, std::string_view text) {
  const FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.get() < 0) {
    fail("create file", path, errno);
  }
  if (!write_all(file.get(), text)) {
    fail("write file", path, errno);
  }
}

std::vector<std::byte> read_regular_file(const fs::path& path, std::size_t limit) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    fail("open file", path, errno);
  }
  struct stat status {};
  if (fstat(file.get(), &status) != 0) {
    fail("examine file", path, errno);
  }
  if (!S_ISREG(status.st_mode)) {
    throw Error(ERRCODE_WRONG_OBJECT_TYPE, "\"" + path.string() + "\" is not a regular file");
  }
  if (status.st_size < 0 || static_cast<std::size_t>(status.st_size) > limit) {
    throw Error(ERRCODE_PROGRAM_LIMIT_EXCEEDED,
                "file \"" + path.string() + "\" is larger than " + std::to_string(limit >> 20) + " MB");
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      fail("read file", path, count < 0 ? errno : EIO);
    }
    filled += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace plrust::handler
