// SPDX-License-Identifier: PostgreSQL
#include "toolchain/child.hpp"

#include <chrono>
#include <future>
#include <system_error>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/process.hpp>

namespace plrust::toolchain {
namespace {

namespace bp = boost::process;

bp::environment boost_environment(const std::map<std::string, std::string>& variables) {
  bp::environment environment;
  for (const auto& [name, value] : variables) {
    environment[name] = value;
  }
  return environment;
}

[[noreturn]] void throw_not_started(const ChildCommand& command, const std::error_code& error) {
  throw Error(fmt::format("could not start '{}': {}", command.program.string(), error.message()),
              "see 'plrust-toolchain doctor'", ExitCode::missing_tool);
}

std::string directory_of(const ChildCommand& command) {
  return command.directory.empty() ? std::string(".") : command.directory.string();
}

// native_exit_code() is what wait() gave: only it tells a signal from a status.
int status_of(const bp::child& child) {
  const int native = child.native_exit_code();
  return WIFSIGNALED(native) ? 128 + WTERMSIG(native) : WEXITSTATUS(native);
}

// Hands out the lines of a pipe until it ends, and the ticks between them.
class LineReader {
 public:
  LineReader(boost::asio::io_context& io, bp::async_pipe& pipe,
             const std::function<void(std::string_view)>& line, const std::function<void()>& tick)
      : pipe_(&pipe), timer_(io), line_(&line), tick_(&tick) {}

  void start() {
    read();
    wait();
  }

 private:
  void read() {
    boost::asio::async_read_until(*pipe_, buffer_, '\n', [this](const auto& error, std::size_t size) {
      std::string text(boost::asio::buffers_begin(buffer_.data()), boost::asio::buffers_end(buffer_.data()));
      if (error) {
        if (!text.empty()) {
          (*line_)(text);
        }
        timer_.cancel();
        ended_ = true;
        return;
      }
      buffer_.consume(size);
      (*line_)(std::string_view(text).substr(0, size - 1));
      read();
    });
  }

  void wait() {
    timer_.expires_after(std::chrono::milliseconds(500));
    timer_.async_wait([this](const auto& error) {
      if (!error && !ended_) {
        (*tick_)();
        wait();
      }
    });
  }

  bp::async_pipe* pipe_;
  boost::asio::steady_timer timer_;
  boost::asio::streambuf buffer_;
  const std::function<void(std::string_view)>* line_;
  const std::function<void()>* tick_;
  bool ended_ = false;
};

constexpr std::size_t kQuotedLines = 12;

std::string last_lines(std::string_view text) {
  while (!text.empty() && text.back() == '\n') {
    text.remove_suffix(1);
  }
  std::size_t at = text.size();
  for (std::size_t lines = 0; lines < kQuotedLines && at != std::string_view::npos && at != 0; ++lines) {
    at = text.rfind('\n', at - 1);
  }
  return std::string(at == std::string_view::npos || at == 0 ? text : text.substr(at + 1));
}

}  // namespace

ChildResult ProcessRunner::run(const ChildCommand& command) {
  boost::asio::io_context io;
  std::future<std::string> out;
  std::future<std::string> err;
  std::error_code error;
  bp::child child(bp::exe = command.program.string(), bp::args = command.arguments,
                  bp::start_dir = directory_of(command), boost_environment(command.environment),
                  bp::std_in<boost::asio::buffer(command.input), bp::std_out> out, bp::std_err > err, io,
                  error);
  if (error) {
    throw_not_started(command, error);
  }
  io.run();
  child.wait();
  return {status_of(child), out.get(), err.get()};
}

int ProcessRunner::run_lines(const ChildCommand& command, const std::function<void(std::string_view)>& line,
                             const std::function<void()>& tick) {
  boost::asio::io_context io;
  bp::async_pipe pipe(io);
  std::error_code error;
  bp::child child(bp::exe = command.program.string(), bp::args = command.arguments,
                  bp::start_dir = directory_of(command), boost_environment(command.environment),
                  bp::std_in<bp::null, (bp::std_out & bp::std_err)> pipe, error);
  if (error) {
    throw_not_started(command, error);
  }
  LineReader reader(io, pipe, line, tick);
  reader.start();
  io.run();
  child.wait();
  return status_of(child);
}

std::map<std::string, std::string> plain_environment() {
  return {{"LC_ALL", "C.UTF-8"}, {"PATH", "/usr/bin:/bin"}};
}

std::map<std::string, std::string> rustc_environment() {
  auto environment = plain_environment();
  environment["RUSTC_BOOTSTRAP"] = "1";
  return environment;
}

Error child_error(const ChildCommand& command, const ChildResult& result) {
  const std::string said = last_lines(result.err.empty() ? result.out : result.err);
  const std::string how = result.status > 128 ? fmt::format("was killed by signal {}", result.status - 128)
                                              : fmt::format("ended with status {}", result.status);
  return Error(
      fmt::format("'{}' {}{}{}", command.program.filename().string(), how, said.empty() ? "" : ": ", said),
      {}, ExitCode::child_failed);
}

}  // namespace plrust::toolchain
