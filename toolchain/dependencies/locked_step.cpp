// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/locked_step.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

// The plan's JSON is the longest text; anything longer is cut and then refused as malformed.
constexpr std::size_t kLongestText = std::size_t{16} << 20;
constexpr std::size_t kLongestMessage = 64 << 10;

enum class Outcome : char { done = 'd', failure = 'f', error = 'e' };

[[noreturn]] void fail(const char* what) {
  throw Error(std::string(what) + ": " + std::strerror(errno));
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return;  // the parent is gone, and with it whoever wanted to know
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string dump(const json& object) {
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

void say(int fd, Outcome outcome, std::string_view text) {
  const char first = static_cast<char>(outcome);
  write_all(fd, {&first, 1});
  write_all(fd, text);
}

void lock_up(const LockedStep& step, int report) {
  if (!step.use_sandbox) {
    std::filesystem::current_path(step.folder);
    return;
  }
  sandbox::Policy policy;
  policy.read_only = step.read_only;
  policy.writable_dir = step.folder;
  policy.kept_descriptors = {report};
  sandbox::clean_environment(step.folder);
  sandbox::enter(policy);
}

// In the child. Nothing may leave by an exception: the stack above is the parent's.
void act(const LockedStep& step, const std::function<std::string()>& action, pid_t parent,
         int report) noexcept {
  try {
    sandbox::die_with_parent(parent);
    lock_up(step, report);
    say(report, Outcome::done, action());
  } catch (const CompileFailure& failure) {
    say(report, Outcome::failure,
        dump({{"stage", static_cast<int>(failure.stage())},
              {"message", failure.what()},
              {"hint", failure.hint()},
              {"detail", failure.detail()},
              {"line", failure.line()}}));
  } catch (const Error& error) {
    say(report, Outcome::error,
        dump({{"message", error.what()}, {"hint", error.hint()}, {"code", static_cast<int>(error.code())}}));
  } catch (const std::exception& error) {
    say(report, Outcome::error, dump({{"message", error.what()}, {"hint", ""}, {"code", 1}}));
  }
}

std::string cut(const json& object, const char* name) {
  return object.at(name).get<std::string>().substr(0, kLongestMessage);
}

[[noreturn]] void rethrow_failure(const json& object) {
  const int stage = object.at("stage").get<int>();
  if (stage < 0 || stage > static_cast<int>(Stage::limit))
    throw Error("a step of the build gave an answer that cannot be read");
  throw CompileFailure(static_cast<Stage>(stage), cut(object, "message"))
      .at(object.at("line").get<std::size_t>())
      .with_hint(cut(object, "hint"))
      .with_detail(cut(object, "detail"));
}

std::string understood(const std::string& text, int status) {
  if (text.empty() || !WIFEXITED(status))
    throw Error(WIFSIGNALED(status)
                    ? "a step of the build was ended by signal " + std::to_string(WTERMSIG(status))
                    : "a step of the build gave no answer");
  const Outcome outcome{text.front()};
  if (outcome == Outcome::done)
    return text.substr(1);
  try {
    const json object = json::parse(text.substr(1));
    if (outcome == Outcome::failure)
      rethrow_failure(object);
    throw Error(cut(object, "message"), cut(object, "hint"));
  } catch (const json::exception&) {
    throw Error("a step of the build gave an answer that cannot be read");
  }
}

}  // namespace

RunningStep::RunningStep(const LockedStep& step, const std::function<std::string()>& action) {
  std::array<int, 2> report{};
  if (pipe2(report.data(), O_CLOEXEC) != 0)
    fail("cannot make a pipe");
  const pid_t parent = getpid();
  child_ = fork();
  if (child_ < 0) {
    const int error = errno;
    close(report[0]);
    close(report[1]);
    errno = error;
    fail("cannot start a step of the build");
  }
  if (child_ == 0) {
    close(report[0]);
    act(step, action, parent, report[1]);
    _exit(0);
  }
  close(report[1]);
  report_ = report[0];
}

RunningStep::~RunningStep() {
  if (report_ >= 0)
    close(report_);
  if (child_ < 0)
    return;
  kill(child_, SIGKILL);
  wait();
}

int RunningStep::wait() {
  int status = 0;
  while (waitpid(child_, &status, 0) < 0)
    if (errno != EINTR)
      return -1;
  child_ = -1;
  return status;
}

bool RunningStep::take() {
  std::array<char, 65536> buffer{};
  ssize_t n = read(report_, buffer.data(), buffer.size());
  while (n < 0 && errno == EINTR) n = read(report_, buffer.data(), buffer.size());
  if (n <= 0 || text_.size() + static_cast<std::size_t>(n) > kLongestText)
    return false;
  text_.append(buffer.data(), static_cast<std::size_t>(n));
  return true;
}

std::string RunningStep::finish() {
  while (take())
    ;
  // A child that has more to say than is wanted is not waited for.
  close(report_);
  report_ = -1;
  const int status = wait();
  if (status < 0)
    fail("cannot wait for a step of the build");
  return understood(text_, status);
}

std::string run_locked_step(const LockedStep& step, const std::function<std::string()>& action) {
  return RunningStep(step, action).finish();
}

}  // namespace plrust::toolchain
