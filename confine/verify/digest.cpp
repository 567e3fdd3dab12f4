// SPDX-License-Identifier: PostgreSQL
// LLVM's SHA-256, because LLVM is linked anyway: loading libcrypto would take longer than a verification.
#include "confine/verify/digest.hpp"

#include <cstdint>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/SHA256.h>

namespace plrust::confine {

std::string sha256_hex(std::span<const std::byte> bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return llvm::toHex(llvm::SHA256::hash(llvm::ArrayRef(data, bytes.size())), true);
}

}  // namespace plrust::confine
