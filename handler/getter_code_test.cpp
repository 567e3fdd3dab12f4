// SPDX-License-Identifier: PostgreSQL
#include "handler/getter_code.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>

using plrust::handler::kGetterBytes;
using plrust::handler::variable_returned_by;

namespace {

using Code = std::array<std::uint8_t, kGetterBytes>;

std::uintptr_t place_of(const void* pointer) {
  return reinterpret_cast<std::uintptr_t>(pointer);
}

}  // namespace

TEST_CASE("a load and a return tell where the variable is") {
  const Code code{0x8b, 0x05, 0x10, 0x00, 0x00, 0x00, 0xc3};
  CHECK(place_of(variable_returned_by(code.data())) == place_of(code.data()) + 6 + 0x10);
}

TEST_CASE("a variable may lie before the code") {
  const Code code{0x8b, 0x05, 0xfc, 0xff, 0xff, 0xff, 0xc3};
  CHECK(place_of(variable_returned_by(code.data())) == place_of(code.data()) + 6 - 4);
}

TEST_CASE("an endbr64 may come first") {
  const Code code{0xf3, 0x0f, 0x1e, 0xfa, 0x8b, 0x05, 0x10, 0x00, 0x00, 0x00, 0xc3};
  CHECK(place_of(variable_returned_by(code.data())) == place_of(code.data()) + 10 + 0x10);
}

TEST_CASE("any other code tells nothing") {
  const Code code{0x8b, 0x05, 0x10, 0x00, 0x00, 0x00, 0xc3};
  for (const unsigned place : {0U, 1U, 6U}) {
    Code other = code;
    other[place] ^= 0x01U;
    CHECK(variable_returned_by(other.data()) == nullptr);
  }
  // A frame, a load of 64 bits, a jump.
  CHECK(variable_returned_by(Code{0x55, 0x48, 0x89, 0xe5, 0x8b, 0x05}.data()) == nullptr);
  CHECK(variable_returned_by(Code{0x48, 0x8b, 0x05, 0, 0, 0, 0, 0xc3}.data()) == nullptr);
  CHECK(variable_returned_by(Code{0xe9, 0x10, 0x00, 0x00, 0x00}.data()) == nullptr);
}

#ifdef __x86_64__
extern "C" {
std::uint32_t plrust_test_number = 7;
std::uint32_t plrust_test_get_number();
}
// As compilers make it, whatever the flags of this file.
asm(".text\n"
    "plrust_test_get_number:\n"
    "  movl plrust_test_number(%rip), %eax\n"
    "  ret\n");

TEST_CASE("a function of the program is understood") {
  plrust_test_number = 8;
  const auto* const found =
      variable_returned_by(reinterpret_cast<const std::uint8_t*>(&plrust_test_get_number));
  REQUIRE(found != nullptr);
  CHECK(found == &plrust_test_number);
  CHECK(*found == plrust_test_get_number());
}
#endif
