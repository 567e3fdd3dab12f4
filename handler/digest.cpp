// SPDX-License-Identifier: PostgreSQL
#include "handler/digest.hpp"

namespace plrust::handler {

Digest sha256(std::span<const std::byte> bytes) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  Digest digest;
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

Digest sha256(std::string_view text) {
  return sha256(std::as_bytes(std::span(text.data(), text.size())));
}

PartsDigest::PartsDigest() noexcept {
  sha256_init(&context_);
}

void PartsDigest::add(std::string_view part) {
  const std::string length = std::to_string(part.size()) + ':';
  sha256_update(&context_, length.size(), reinterpret_cast<const std::uint8_t*>(length.data()));
  sha256_update(&context_, part.size(), reinterpret_cast<const std::uint8_t*>(part.data()));
}

Digest PartsDigest::finish() noexcept {
  Digest digest;
  sha256_digest(&context_, digest.size(), digest.data());
  return digest;
}

Digest digest_of_parts(std::initializer_list<std::string_view> parts) {
  PartsDigest digest;
  for (const std::string_view part : parts) {
    digest.add(part);
  }
  return digest.finish();
}

std::string_view as_text(const Digest& digest) noexcept {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string to_hex(const Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xf];
  }
  return text;
}

}  // namespace plrust::handler
