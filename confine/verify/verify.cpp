// SPDX-License-Identifier: PostgreSQL
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "confine/verify/aarch64/checked_branches.hpp"
#include "confine/verify/aarch64/decoder.hpp"
#include "confine/verify/aarch64/flow.hpp"
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

// What the loader puts behind the code in its last page: int3 on x86_64, no hash on either.
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

// The two architectures differ in everything but in where control can come from.
template <typename Calls, typename Flow>
void add_entries(const Image& image, const Calls& calls, std::uint64_t alignment, Flow& flow) {
  if (image.entry != 0)
    flow.add_entry(image.entry, "plrust_entry");
  for (const std::uint64_t address : image.code_pointers) flow.add_entry(address, "a code address in data");
  if (image.text.begin >= kHashBytes)
    find_hash_places(
        image.text.begin - kHashBytes, hash_window(image), calls.hashes(),
        [&](std::uint64_t address) { flow.add_entry(address, "code after a type hash"); }, alignment);
}

template <typename Decoder>
std::function<std::string(std::uint64_t)> printer(Decoder& decoder, const Image& image) {
  return [&](std::uint64_t address) {
    return image.text.holds(address) ? decoder.print(image.code.subspan(address - image.text.begin), address)
                                     : std::string();
  };
}

template <typename Calls, typename Flow>
void conclude(std::size_t instructions, const Calls& calls, const Flow& flow, Verdict& verdict) {
  verdict.instructions = instructions;
  verdict.frame_bytes = static_cast<std::uint64_t>(flow.frame_bytes());
  verdict.hashes = calls.hashes();
  verdict.entries = flow.entries();
}

void verify_x86_64(const Image& image, Report& report, Verdict& verdict) {
  Decoder decoder;
  report.set_printer(printer(decoder, image));
  const std::vector<Instruction> instructions = decoder.decode(image.code, image.text.begin);
  const CheckedCalls calls(instructions);
  Flow flow(image, instructions, calls, report);
  add_entries(image, calls, kCodeAlignmentX86, flow);
  flow.add_preambles();
  flow.judge();
  report.set_printer({});
  conclude(instructions.size(), calls, flow, verdict);
}

void verify_aarch64(const Image& image, Report& report, Verdict& verdict) {
  aarch64::Decoder decoder;
  report.set_printer(printer(decoder, image));
  const std::vector<aarch64::Instruction> instructions = decoder.decode(image.code, image.text.begin);
  const aarch64::CheckedBranches branches(instructions, image);
  aarch64::Flow flow(image, instructions, branches, report);
  add_entries(image, branches, kCodeAlignmentAarch64, flow);
  flow.judge();
  report.set_printer({});
  conclude(instructions.size(), branches, flow, verdict);
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
    verdict.arch = image->machine == Machine::aarch64 ? "aarch64" : "x86_64";
    if (image->machine == Machine::aarch64)
      verify_aarch64(*image, report, verdict);
    else
      verify_x86_64(*image, report, verdict);
  }
  verdict.proved = report.clean();
  return verdict;
}

}  // namespace plrust::confine
