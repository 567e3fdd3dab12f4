// SPDX-License-Identifier: PostgreSQL
// plrust-verify: the run wall as a program of its own, so that no server process ever loads LLVM.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "confine/verify/verdict.hpp"

namespace plrust::confine {
namespace {

constexpr std::string_view kUsage =
    "usage: plrust-verify [--json] FILE|-\n"
    "Proves that a confined module stays inside its memory. Exit status: 0 proved, 1 refused, 2 not "
    "verified.\n"
    "  --json  print the verdict as one JSON object\n"
    "  --help  print this\n";

struct Options {
  bool json = false;
  bool help = false;
  std::string file;
};

Options parse(std::span<char*> arguments) {
  Options options;
  for (const std::string_view argument : arguments) {
    if (argument == "--json")
      options.json = true;
    else if (argument == "--help")
      options.help = true;
    else if (argument.size() > 1 && argument.starts_with('-'))
      throw Error(fmt::format("unknown option '{}'", argument), "see 'plrust-verify --help'",
                  ExitCode::usage);
    else if (!options.file.empty())
      throw Error("more than one file", "verify one module at a time", ExitCode::usage);
    else
      options.file = argument;
  }
  if (options.file.empty() && !options.help)
    throw Error("no file given", "name a module, or '-' for standard input", ExitCode::usage);
  return options;
}

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() {
    if (number_ > STDIN_FILENO)
      close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return number_; }

 private:
  int number_;
};

// One byte more than the verifier takes at most: it then refuses with the reason.
std::vector<std::byte> read_object(const std::string& file) {
  const Descriptor input(file == "-" ? STDIN_FILENO : open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::vector<std::byte> bytes;
  bytes.reserve(std::size_t{1} << 20);
  std::vector<std::byte> buffer(std::size_t{1} << 16);
  while (input.get() >= 0 && bytes.size() <= kMaxObjectBytes) {
    const ssize_t count = read(input.get(), buffer.data(), buffer.size());
    if (count == 0)
      return bytes;
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      break;
    bytes.insert(bytes.end(), buffer.begin(), buffer.begin() + count);
  }
  if (bytes.size() > kMaxObjectBytes)
    return bytes;
  throw Error(fmt::format("cannot read '{}': {}", file, std::strerror(errno)), {}, ExitCode::usage);
}

void print_text(const std::string& file, const Verdict& verdict) {
  std::string out;
  if (verdict.proved)
    out = fmt::format("{}: proved: {} instructions, deepest frame {} bytes, imports: {}\n", file,
                      verdict.instructions, verdict.frame_bytes, fmt::join(verdict.imports, " "));
  else
    out = fmt::format("{}: refused: {} violations\n", file, verdict.violation_count);
  for (const Violation& violation : verdict.violations)
    out += fmt::format("  {:#x} {}: {}{}{}\n", violation.offset, violation.rule, violation.why,
                       violation.instruction.empty() ? "" : ": ", violation.instruction);
  if (verdict.violation_count > verdict.violations.size())
    out += fmt::format("  and {} more\n", verdict.violation_count - verdict.violations.size());
  std::cout << out;
}

int run(std::span<char*> arguments) {
  const Options options = parse(arguments);
  if (options.help) {
    std::cout << kUsage;
    return 0;
  }
  const Verdict verdict = verify(read_object(options.file));
  if (options.json)
    std::cout << to_json(verdict) << '\n';
  else
    print_text(options.file, verdict);
  if (!std::cout.flush())
    throw Error("cannot write the verdict", {}, ExitCode::usage);
  return verdict.proved ? 0 : 1;
}

}  // namespace
}  // namespace plrust::confine

int main(int argc, char** argv) {
  try {
    return plrust::confine::run(std::span(argv, static_cast<std::size_t>(argc)).subspan(argc > 0 ? 1 : 0));
  } catch (const plrust::Error& error) {
    std::cerr << "plrust-verify: error: " << error.what() << '\n';
    if (!error.hint().empty())
      std::cerr << "hint: " << error.hint() << '\n';
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    std::cerr << "plrust-verify: error: " << error.what() << '\n';
    return static_cast<int>(plrust::ExitCode::usage);
  }
}
