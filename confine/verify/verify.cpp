// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <optional>
#include <vector>

#include "confine/verify/checked_calls.hpp"
#include "confine/verify/decoder.hpp"
#include "confine/verify/digest.hpp"
#include "confine/verify/elf_reader.hpp"
#include "confine/verify/flow.hpp"
#include "confine/verify/report.hpp"
#include "confine/verify/shared_region.hpp"
#include "confine/verify/verdict.hpp"

namespace plrust::confine {
namespace {

// What the loader puts behind the code in its last page: int3.
constexpr std::byte kFiller{0xcc};

// The executable pages with the bytes that a hash comparison may read before them.
std::vector<std::byte> hash_window(const Image& image) {
  std::vector<std::byte> window;
  for (std::uint64_t address = image.text.begin - kHashBytes; address < image.text.begin; ++address)
    window.push_back(image.at(address));
  window.insert(window.end(), image.code.begin(), image.code.end());
  const std::uint64_t pages = (image.code.size() + kPageSize - 1) / kPageSize * kPageSize;
  window.resize(kHashBytes + pages, kFiller);
  return window;
}

void verify_code(const Image& image, Report& report, Verdict& verdict) {
  Decoder decoder;
  const auto bytes_at = [&](std::uint64_t address) {
    return image.text.holds(address) ? image.code.subspan(address - image.text.begin)
                                     : std::span<const std::byte>();
  };
  report.set_printer([&](std::uint64_t address) { return decoder.print(bytes_at(address), address); });
  const std::vector<Instruction> instructions = decoder.decode(image.code, image.text.begin);
  const CheckedCalls calls(instructions);
  Flow flow(image, instructions, calls, report);
  if (image.entry != 0)
    flow.add_entry(image.entry, "plrust_entry");
  for (const std::uint64_t address : image.code_pointers) flow.add_entry(address, "a code address in data");
  if (image.text.begin >= kHashBytes)
    find_hash_places(image.text.begin - kHashBytes, hash_window(image), calls.hashes(),
                     [&](std::uint64_t address) { flow.add_entry(address, "code after a type hash"); });
  flow.add_preambles();
  flow.judge();
  report.set_printer({});
  verdict.instructions = instructions.size();
  verdict.frame_bytes = static_cast<std::uint64_t>(flow.frame_bytes());
  verdict.hashes = calls.hashes();
  verdict.entries = flow.entries();
}

}  // namespace

Verdict verify(std::span<const std::byte> object) {
  Verdict verdict;
  verdict.size = object.size();
  Report report(verdict);
  if (object.size() > kMaxObjectBytes) {
    report.refuse_file("object-size", object.size(), "larger than any module may be");
    return verdict;
  }
  verdict.sha256 = sha256_hex(object);
  if (const std::optional<Image> image = read_image(object, report)) {
    verdict.entry = image->entry;
    verdict.usp = image->usp;
    verdict.text_begin = image->text.begin;
    verdict.text_end = image->text.end;
    verdict.imports = image->imports;
    verify_code(*image, report, verdict);
  }
  verdict.proved = report.clean();
  return verdict;
}

}  // namespace plrust::confine
