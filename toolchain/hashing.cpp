// SPDX-License-Identifier: PostgreSQL
#include "toolchain/hashing.hpp"

#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include <array>
#include <fstream>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

template <typename Use>
void each_block(const fs::path& path, const Use& use) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> block(std::size_t{1} << 16);
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    use(std::string_view(block.data(), static_cast<std::size_t>(in.gcount())));
  }
  if (!in.eof()) {
    throw Error(fmt::format("could not read '{}'", path.string()));
  }
}

class Sha256 {
 public:
  Sha256() { sha256_init(&context_); }

  void add(std::string_view bytes) {
    sha256_update(&context_, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  }

  void add_file(const fs::path& path) {
    each_block(path, [this](std::string_view bytes) { add(bytes); });
  }

  std::string hex() {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&context_, digest.size(), digest.data());
    return fmt::format("{:02x}", fmt::join(digest, ""));
  }

 private:
  sha256_ctx context_{};
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

std::string sha256_of_file(const fs::path& path) {
  Sha256 hash;
  hash.add_file(path);
  return hash.hex();
}

std::string sha1_of_file(const fs::path& path) {
  sha1_ctx context{};
  sha1_init(&context);
  each_block(path, [&](std::string_view bytes) {
    sha1_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  });
  std::array<std::uint8_t, SHA1_DIGEST_SIZE> digest{};
  sha1_digest(&context, digest.size(), digest.data());
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

std::string sha256_of_tree(const fs::path& folder) {
  std::error_code error;
  std::set<std::string> names;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_regular_file()) {
      names.insert(it->path().lexically_relative(folder).string());
    }
  }
  if (error) {
    throw Error(fmt::format("could not read the folder '{}': {}", folder.string(), error.message()));
  }
  Sha256 hash;
  for (const std::string& name : names) {
    // Lengths keep "a" + "bc" and "ab" + "c" apart.
    hash.add(fmt::format("{}:{}:{}:", name.size(), name, fs::file_size(folder / name)));
    hash.add_file(folder / name);
  }
  return hash.hex();
}

}  // namespace plrust::toolchain
