// SPDX-License-Identifier: PostgreSQL
#include "toolchain/hashing.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
      throw Error("could not start SHA-256", "is libcrypto in a mode that forbids it?");
    }
  }

  void add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) {
      throw Error("could not compute a SHA-256");
    }
  }

  void add_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::vector<char> block(std::size_t{1} << 16);
    while (in) {
      in.read(block.data(), static_cast<std::streamsize>(block.size()));
      add({block.data(), static_cast<std::size_t>(in.gcount())});
    }
    if (!in.eof()) {
      throw Error(fmt::format("could not read '{}'", path.string()));
    }
  }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(context_.get(), digest.data(), &size) != 1) {
      throw Error("could not compute a SHA-256");
    }
    return fmt::format("{:02x}", fmt::join(digest.begin(), digest.begin() + size, ""));
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
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
