// SPDX-License-Identifier: PostgreSQL
#include "toolchain/render.hpp"

#include <fmt/format.h>

namespace plrust::toolchain {
namespace {

std::string run_python(ChildRunner& runner, ChildCommand command, const std::string& what) {
  command.environment = plain_environment();
  ChildResult result = runner.run(command);
  if (!result.ok()) {
    const Error cause = child_error(command, result);
    throw Error(
        fmt::format("could not render {}: {}", what, cause.what()),
        result.err.find("No module named") != std::string::npos ? "apt-get install python3-jinja2" : "",
        ExitCode::child_failed);
  }
  return std::move(result.out);
}

}  // namespace

std::string PythonRenderer::render(const std::string& name, const nlohmann::json& data) {
  const auto folder = locations_->data / "toolchain";
  ChildCommand command;
  command.program = locations_->python;
  // -I -B: neither the user's site nor the environment decide what runs, and no __pycache__ is left behind.
  command.arguments = {"-I", "-B", (folder / "render.py").string(), (folder / "templates").string(), name};
  command.input = data.dump();
  return run_python(*runner_, std::move(command), fmt::format("'{}'", name));
}

std::string render_support(ChildRunner& runner, const Locations& locations, const std::string& arch) {
  ChildCommand command;
  command.program = locations.python;
  command.arguments = {
      "-I",     "-B",      (locations.data / "tools" / "generate_host_functions.py").string(),
      "--what", "support", "--arch",
      arch,     "-o",      "/dev/stdout"};
  return run_python(runner, std::move(command), fmt::format("the host stubs for {}", arch));
}

}  // namespace plrust::toolchain
