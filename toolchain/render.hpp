// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "toolchain/child.hpp"
#include "toolchain/locations.hpp"

namespace plrust::toolchain {

class Renderer {
 public:
  virtual ~Renderer() = default;
  // `name`: a file of toolchain/templates. Throws Error if the template needs what `data` has not.
  virtual std::string render(const std::string& name, const nlohmann::json& data) = 0;
};

// By jinja2 (toolchain/render.py).
class PythonRenderer final : public Renderer {
 public:
  PythonRenderer(ChildRunner& runner, const Locations& locations)
      : runner_(&runner), locations_(&locations) {}
  std::string render(const std::string& name, const nlohmann::json& data) override;

 private:
  ChildRunner* runner_;
  const Locations* locations_;
};

// The host stubs of an architecture (tools/generate_host_functions.py), as assembly text.
std::string render_support(ChildRunner& runner, const Locations& locations, const std::string& arch);

}  // namespace plrust::toolchain
