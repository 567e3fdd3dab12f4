// SPDX-License-Identifier: PostgreSQL
// A module: the bytes of a confined shared object, parsed and checked once, loaded any number of times. The
// loader believes nothing of the verifier's parser: it checks every offset again and refuses whatever it does
// not need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::confine {

// One function that confined code may import, as plrust_import_<name>. It takes at most six integers or
// addresses and returns at most two. It may leave by longjmp, and must not throw.
struct HostFunction {
  std::string_view name;
  const void* address;
  std::string_view capability;
};

// What the verdict lists of a module's checked branches (confine/verify/shared_region.hpp), sorted. A module
// that has no checked branch has no hashes.
struct BranchLists {
  std::vector<std::uint32_t> hashes;
  std::vector<std::uint32_t> entries;
};

class Module {
 public:
  // Copies what it needs of `object`. `functions` is the allow list: an import that is not in it is refused.
  // `branches` is the verdict's; with empty lists the module is taken to have no checked branch. Throws
  // Error: what is wrong, and where in the file.
  static std::shared_ptr<const Module> parse(std::span<const std::byte> object,
                                             std::span<const HostFunction> functions,
                                             BranchLists branches = {});

  struct Segment {
    std::uint64_t begin;  // page aligned, from the start of the image
    std::uint64_t end;    // page aligned
    bool writable;
    bool executable;
    std::uint64_t data_begin;      // where `bytes` go
    std::vector<std::byte> bytes;  // the rest of the segment is zero
  };
  struct Relocation {
    std::uint64_t offset;
    std::uint64_t value;
    bool relative;  // value counts from the start of the image; else it is absolute (a host function)
  };

  std::uint64_t image_bytes() const noexcept { return image_bytes_; }
  std::uint64_t entry() const noexcept { return entry_; }
  std::uint64_t usp() const noexcept { return usp_; }  // of the region-stack pointer, inside writable data
  std::uint64_t relro_begin() const noexcept { return relro_begin_; }
  std::uint64_t relro_end() const noexcept { return relro_end_; }
  const std::vector<Segment>& segments() const noexcept { return segments_; }
  const std::vector<Relocation>& relocations() const noexcept { return relocations_; }
  // Whether the checked branches of either can land only on entries of the other.
  bool may_share_region_with(const Module& other) const;
  // Names without the prefix, sorted.
  const std::vector<std::string>& imports() const noexcept { return imports_; }
  // Capabilities of the imports, sorted, each once.
  const std::vector<std::string>& capabilities() const noexcept { return capabilities_; }

 private:
  friend class ModuleParser;
  Module() = default;

  std::uint64_t image_bytes_ = 0;
  std::uint64_t entry_ = 0;
  std::uint64_t usp_ = 0;
  std::uint64_t relro_begin_ = 0;
  std::uint64_t relro_end_ = 0;
  std::vector<Segment> segments_;
  std::vector<Relocation> relocations_;
  std::vector<std::string> imports_;
  std::vector<std::string> capabilities_;
  BranchLists branches_;
  // The executable pages and the bytes before them that a hash comparison reads.
  std::uint64_t window_begin_ = 0;
  std::vector<std::byte> window_;
};

}  // namespace plrust::confine
