// SPDX-License-Identifier: PostgreSQL
#include "sandbox/landlock.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"

namespace plrust::sandbox {
namespace {

// linux/landlock.h, by the version that brought each.
enum FileRight : std::uint64_t {
  kExecute = 1ULL << 0,
  kWriteFile = 1ULL << 1,
  kReadFile = 1ULL << 2,
  kReadDir = 1ULL << 3,
  kRemoveDir = 1ULL << 4,
  kRemoveFile = 1ULL << 5,
  kMakeDir = 1ULL << 7,
  kMakeRegular = 1ULL << 8,
  kRefer = 1ULL << 13,     // 2
  kTruncate = 1ULL << 14,  // 3
  kIoctl = 1ULL << 15,     // 5
};
constexpr std::uint64_t kFirstFileRights = (1ULL << 13) - 1;
constexpr std::uint64_t kTcpBindAndConnect = 3;          // 4
constexpr std::uint64_t kAbstractSocketsAndSignals = 3;  // 6
constexpr std::uint64_t kRightsOfFiles = kExecute | kWriteFile | kReadFile | kTruncate | kIoctl;

struct RulesetAttributes {
  std::uint64_t handled_files;
  std::uint64_t handled_network;
  std::uint64_t scoped;
};

struct __attribute__((packed)) PathBeneath {
  std::uint64_t allowed;
  std::int32_t parent;
};

constexpr int kSysCreateRuleset = 444;  // the same numbers on every architecture
constexpr int kSysAddRule = 445;
constexpr int kSysRestrictSelf = 446;
constexpr unsigned kCreateRulesetVersion = 1;
constexpr int kRulePathBeneath = 1;

[[noreturn]] void fail(const std::string& what) {
  throw Error(what + ": " + std::strerror(errno));
}

}  // namespace

int landlock_abi() noexcept {
  const long abi = syscall(kSysCreateRuleset, nullptr, 0, kCreateRulesetVersion);
  return abi < 0 ? 0 : static_cast<int>(abi);
}

LandlockRights landlock_rights(int abi) {
  LandlockRights rights;
  rights.files = kFirstFileRights;
  if (abi >= 2)
    rights.files |= kRefer;
  if (abi >= 3)
    rights.files |= kTruncate;
  if (abi >= 4)
    rights.network = kTcpBindAndConnect;
  if (abi >= 5)
    rights.files |= kIoctl;
  if (abi >= 6)
    rights.scope = kAbstractSocketsAndSignals;
  return rights;
}

LandlockRules::LandlockRules(const Policy& policy, int abi) {
  const LandlockRights rights = landlock_rights(abi);
  const RulesetAttributes attributes{rights.files, rights.network, rights.scope};
  // An old kernel refuses a structure whose tail it does not know, even if it is zero in some versions.
  const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  descriptor_ = static_cast<int>(syscall(kSysCreateRuleset, &attributes, size, 0));
  if (descriptor_ < 0)
    fail("cannot create a Landlock rule set");
  try {
    for (const ReadOnlyPath& path : policy.read_only)
      add(path.path, (kReadFile | kReadDir | (path.execute ? kExecute : FileRight{})) & rights.files);
    if (!policy.writable_dir.empty())
      add(policy.writable_dir, (kReadFile | kReadDir | kWriteFile | kRemoveDir | kRemoveFile | kMakeDir |
                                kMakeRegular | kRefer | kTruncate) &
                                   rights.files);
  } catch (...) {
    close(descriptor_);
    throw;
  }
}

LandlockRules::~LandlockRules() {
  close(descriptor_);
}

void LandlockRules::add(const std::filesystem::path& path, std::uint64_t rights) {
  const int fd = open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0)
    fail("cannot open '" + path.string() + "' for the compile sandbox");
  struct stat status {};
  long result = fstat(fd, &status);
  if (result == 0) {
    if (!S_ISDIR(status.st_mode))
      rights &= kRightsOfFiles;
    const PathBeneath rule{rights, fd};
    result = syscall(kSysAddRule, descriptor_, kRulePathBeneath, &rule, 0);
  }
  const int error = errno;
  close(fd);
  errno = error;
  if (result != 0)
    fail("cannot add '" + path.string() + "' to the compile sandbox");
}

void LandlockRules::restrict_self() const {
  if (syscall(kSysRestrictSelf, descriptor_, 0) != 0)
    fail("cannot apply the Landlock rule set");
}

}  // namespace plrust::sandbox
