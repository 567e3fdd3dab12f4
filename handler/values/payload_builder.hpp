// SPDX-License-Identifier: PostgreSQL
// Payloads of containers, written in memory of the current context. Position independent, so that they are
// copied as they are. Owns nothing in the sense of C++.
#pragma once

#include <cstddef>
#include <cstdint>

#include "confine/abi.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

class PayloadBuilder {
 public:
  PayloadBuilder() { initStringInfo(&buffer_); }

  std::size_t size() const noexcept { return static_cast<std::size_t>(buffer_.len); }
  char* bytes() noexcept { return buffer_.data; }

  // Zeroed bytes at the end, at a position that is a multiple of 8. Raises 54000 beyond 1 GB.
  std::size_t reserve(std::size_t bytes) {
    const std::size_t position = confine::align_payload(size());
    const std::size_t grown = position - size() + bytes;
    if (grown > MaxAllocSize) {
      ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("PL/Rust value is longer than 1 GB")));
    }
    enlargeStringInfo(&buffer_, static_cast<int>(grown));
    std::memset(buffer_.data + size(), 0, grown);
    buffer_.len += static_cast<int>(grown);
    return position;
  }
  std::size_t append(const void* bytes, std::size_t length) {
    const std::size_t position = reserve(length);
    if (length != 0) {
      std::memcpy(buffer_.data + position, bytes, length);
    }
    return position;
  }
  template <typename T>
  void put(std::size_t position, const T& value) noexcept {
    std::memcpy(buffer_.data + position, &value, sizeof value);
  }

 private:
  StringInfoData buffer_;
};

}  // namespace plrust::handler
