// SPDX-License-Identifier: PostgreSQL
#include "language/json_body.hpp"

#include <nlohmann/json.hpp>

namespace plrust::language {

namespace {

using Json = nlohmann::json;

// Keeps the one string, and builds nothing of the rest: anybody can write a body of any size and depth.
class SourceReader final : public nlohmann::json_sax<Json> {
 public:
  std::optional<std::string> source;

  bool start_object(std::size_t /*count*/) override { return enter(); }
  bool start_array(std::size_t /*count*/) override { return depth_ > 0 && enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool key(string_t& name) override {
    is_source_ = depth_ == 1 && name == "src";
    return true;
  }
  bool string(string_t& text) override {
    if (is_source_) {
      source = std::move(text);
    }
    return value();
  }
  bool null() override { return value(); }
  bool boolean(bool /*value*/) override { return value(); }
  bool number_integer(number_integer_t /*number*/) override { return value(); }
  bool number_unsigned(number_unsigned_t /*number*/) override { return value(); }
  bool number_float(number_float_t /*number*/, const string_t& /*text*/) override { return value(); }
  bool binary(binary_t& /*bytes*/) override { return value(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  bool enter() {
    is_source_ = false;
    ++depth_;
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }
  bool value() {
    is_source_ = false;
    return true;
  }

  std::size_t depth_ = 0;
  bool is_source_ = false;
};

// Whether it can be worth parsing: functions are looked up often, and few begin like this.
bool looks_like_object(std::string_view body) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t brace = body.find_first_not_of(kBlanks);
  if (brace == std::string_view::npos || body[brace] != '{') {
    return false;
  }
  const std::size_t next = body.find_first_not_of(kBlanks, brace + 1);
  return next != std::string_view::npos && body[next] == '"';
}

}  // namespace

std::optional<std::string> source_in_json(std::string_view body) {
  SourceReader reader;
  if (!looks_like_object(body) || !Json::sax_parse(body, &reader)) {
    return std::nullopt;
  }
  return std::move(reader.source);
}

}  // namespace plrust::language
