// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/request.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

const json& field(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end())
    throw Error("the request has no '" + std::string(name) + "'");
  return *found;
}

std::string text(const json& object, const char* name) {
  const json& value = field(object, name);
  if (!value.is_string())
    throw Error("'" + std::string(name) + "' of the request is not a string");
  return value.get<std::string>();
}

const json& list(const json& object, const char* name) {
  const json& value = field(object, name);
  if (!value.is_array() || !std::ranges::all_of(value, [](const json& row) { return row.is_object(); }))
    throw Error("'" + std::string(name) + "' of the request is not a list of objects");
  return value;
}

std::vector<RequestEnum> enums(const json& object) {
  std::vector<RequestEnum> result;
  if (!object.contains("enums"))
    return result;
  for (const json& row : list(object, "enums")) {
    RequestEnum generated{text(row, "name"), text(row, "type"), {}};
    for (const json& variant : list(row, "variants"))
      generated.variants.push_back({text(variant, "name"), text(variant, "label")});
    result.push_back(std::move(generated));
  }
  return result;
}

std::string choice(const json& object, const char* name, std::initializer_list<const char*> choices) {
  std::string value = text(object, name);
  for (const char* allowed : choices)
    if (value == allowed)
      return value;
  throw Error("'" + std::string(name) + "' of the request cannot be '" + value + "'");
}

// Remembers the strings at some top-level keys and nothing else.
class TargetFinder : public nlohmann::json_sax<json> {
 public:
  const RequestTarget& found() const { return found_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool binary(json::binary_t&) override { return true; }
  bool string(std::string& value) override {
    if (depth_ == 1 && here_ != nullptr)
      *here_ = value;
    return true;
  }
  bool key(std::string& value) override {
    const auto row = std::ranges::find(kWanted, value, &Wanted::key);
    here_ = row == kWanted.end() ? nullptr : &(found_.*row->place);
    return true;
  }
  bool start_object(std::size_t) override { return ++depth_ <= kMaxDepth; }
  bool start_array(std::size_t) override { return ++depth_ <= kMaxDepth; }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  struct Wanted {
    std::string_view key;
    std::string RequestTarget::*place;
  };
  static constexpr std::array<Wanted, 6> kWanted{{
      {"sysroot", &RequestTarget::sysroot},
      {"triple", &RequestTarget::triple},
      {"dependencies", &RequestTarget::dependencies},
      {"allowed_dependencies", &RequestTarget::allowed_dependencies},
      {"dependency_dir", &RequestTarget::dependency_dir},
      {"crate_cache", &RequestTarget::crate_cache},
  }};
  static constexpr int kMaxDepth = 8;
  bool leave() {
    --depth_;
    here_ = nullptr;
    return true;
  }

  RequestTarget found_;
  int depth_ = 0;
  std::string* here_ = nullptr;
};

}  // namespace

Request parse_request(const std::string& text_of_request) {
  const json::parser_callback_t shallow = [](int depth, json::parse_event_t, json&) { return depth <= 8; };
  const json object = json::parse(text_of_request, shallow, /*allow_exceptions=*/false);
  if (!object.is_object())
    throw Error("the request is not a JSON object, or not UTF-8");
  Request request;
  request.sysroot = text(object, "sysroot");
  request.triple = text(object, "triple");
  request.name = text(object, "name");
  for (const json& argument : list(object, "arguments"))
    request.arguments.push_back({text(argument, "name"), text(argument, "type")});
  request.returns = text(object, "returns");
  request.enums = enums(object);
  request.shape =
      choice(object, "shape", {"registers", "block", "set", "state", "trigger", "event_trigger", "window"});
  request.source = text(object, "source");
  request.optimization = choice(object, "optimization", {"none", "size", "speed"});
  const json& allow_unsafe = field(object, "allow_unsafe");
  if (!allow_unsafe.is_boolean())
    throw Error("'allow_unsafe' of the request is not true or false");
  request.allow_unsafe = allow_unsafe.get<bool>();
  return request;
}

RequestTarget target_of_request(const std::string& text_of_request) {
  TargetFinder finder;
  if (!json::sax_parse(text_of_request, &finder))
    throw Error("the request is not JSON, or not UTF-8");
  if (finder.found().sysroot.empty() || finder.found().triple.empty())
    throw Error("the request has no 'sysroot' or no 'triple'");
  return finder.found();
}

}  // namespace plrust::toolchain
