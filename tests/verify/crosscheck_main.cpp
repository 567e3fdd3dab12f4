// SPDX-License-Identifier: PostgreSQL
// verify_crosscheck [FILE.so]...: every instruction that the verifier accepts in these modules, and in those
// written by hand, as Capstone sees it; and random neighbours of them.
#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "confine/verify/aarch64/decoder.hpp"
#include "confine/verify/aarch64/operand_rules.hpp"
#include "confine/verify/decoder.hpp"
#include "confine/verify/elf_reader.hpp"
#include "confine/verify/operand_rules.hpp"
#include "tests/verify/cases.hpp"
#include "tests/verify/crosscheck.hpp"
#include "tests/verify/module_builder.hpp"

namespace plrust::confine::tests {
namespace {

constexpr unsigned kSeed = 20240613;
constexpr int kNeighbours = 4;  // of each different instruction
constexpr std::size_t kMaxBytes = 15;
constexpr std::size_t kShown = 60;

// What Capstone 4 does not know, by the verifier's text. What it does not know it cannot contradict: these
// are the instructions for which there is one decoder only.
constexpr std::array kUnknown = {
    "cas",      "swp",      "ldadd", "ldclr", "ldeor",  "ldset",  "ldsmax", "ldsmin", "ldumax", "ldumin",
    "stadd",    "stclr",    "steor", "stset", "stsmax", "stsmin", "stumax", "stumin", "ldlar",  "stllr",
    "sqrdmlah", "sqrdmlsh", "udf",   "dup v", "mov v",  "lfence", "sfence", "mfence", "nop",    "addr32",
};

struct Count {
  unsigned long compared = 0;
  unsigned long neighbours = 0;
  unsigned long unknown = 0;
  std::map<std::string, unsigned> differences;
};

template <typename Decoder, typename Instruction>
class Comparison {
 public:
  Comparison(Machine machine, Count& count) : second_(machine), count_(count) {}

  void run(const Image& image) {
    const std::span<const std::byte> code = image.code;
    for (const Instruction& instruction : decoder_.decode(code, image.text.begin)) {
      const auto bytes = code.subspan(instruction.address - image.text.begin);
      const std::size_t length = instruction.next() - instruction.address;
      if (check_operands(instruction, image))
        continue;
      ++count_.compared;
      compare(instruction, bytes, image);
      std::string key(reinterpret_cast<const char*>(bytes.data()), length);
      if (seen_.insert(std::move(key)).second)
        try_neighbours(bytes.first(std::min(bytes.size(), kMaxBytes)), length, image);
    }
  }

 private:
  void compare(const Instruction& instruction, std::span<const std::byte> bytes, const Image&) {
    const auto other = second_.decode(bytes.first(std::min(bytes.size(), kMaxBytes)), instruction.address);
    const std::string text = decoder_.print(bytes, instruction.address);
    if (!other) {
      ++count_.unknown;
      if (std::ranges::none_of(kUnknown, [&](const char* known) { return text.starts_with(known); }))
        ++count_.differences["unknown to capstone: " + text];
    } else if (const auto found = difference(instruction, *other)) {
      ++count_.differences[*found + ": " + text + " / " + other->text];
    }
  }

  void try_neighbours(std::span<const std::byte> bytes, std::size_t length, const Image& image) {
    for (int i = 0; i < kNeighbours; ++i) {
      std::vector<std::byte> changed(kMaxBytes, std::byte{0x90});
      std::copy(bytes.begin(), bytes.end(), changed.begin());
      const int flips = 1 + static_cast<int>(random_() % 3);
      for (int flip = 0; flip < flips; ++flip) changed[random_() % length] ^= std::byte{1} << (random_() % 8);
      const std::vector<Instruction> decoded = decoder_.decode(changed, image.text.begin);
      if (decoded.empty() || check_operands(decoded.front(), image))
        continue;
      ++count_.neighbours;
      compare(decoded.front(), changed, image);
    }
  }

  Decoder decoder_;
  SecondDecoder second_;
  std::mt19937 random_{kSeed};
  std::set<std::string> seen_;
  Count& count_;
};

void compare(std::span<const std::byte> object, Comparison<Decoder, Instruction>& x86,
             Comparison<aarch64::Decoder, aarch64::Instruction>& arm) {
  Verdict verdict;
  Report report(verdict);
  const std::optional<Image> image = read_image(object, report);
  if (!image)
    throw std::runtime_error("not a module");
  if (image->machine == Machine::aarch64)
    arm.run(*image);
  else
    x86.run(*image);
}

std::vector<std::byte> read_file(const char* name) {
  std::ifstream file(name, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

int run(std::span<char*> files) {
  Count count;
  Comparison<Decoder, Instruction> x86(Machine::x86_64, count);
  Comparison<aarch64::Decoder, aarch64::Instruction> arm(Machine::aarch64, count);
  for (const Case& row : proved_cases()) compare(Module(std::string(row.body)).bytes, x86, arm);
  for (const Case& row : aarch64_proved_cases())
    compare(Module(std::string(row.body), Machine::aarch64).bytes, x86, arm);
  for (const char* file : files) compare(read_file(file), x86, arm);
  std::cout << count.compared << " instructions and " << count.neighbours << " neighbours compared, "
            << count.unknown << " not known to the second decoder, " << count.differences.size()
            << " kinds of difference\n";
  std::size_t shown = 0;
  for (const auto& [what, times] : count.differences)
    if (++shown <= kShown)
      std::cout << times << " times " << what << "\n";
  return count.differences.empty() && count.compared > 0 ? 0 : 1;
}

}  // namespace
}  // namespace plrust::confine::tests

int main(int argc, char** argv) {
  try {
    return plrust::confine::tests::run(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
  } catch (const std::exception& error) {
    std::cerr << "verify_crosscheck: " << error.what() << "\n";
    return 2;
  }
}
