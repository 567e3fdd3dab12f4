// SPDX-License-Identifier: PostgreSQL
#include "handler/verdict.hpp"

#include <nlohmann/json.hpp>

#include "base/characters.hpp"

namespace plrust::handler {

namespace {

using Json = nlohmann::json;

template <typename Read>
auto read_object(std::string_view text, Read read) {
  try {
    return read(Json::parse(text));
  } catch (const Json::exception& error) {
    throw BadAnswer{error.what()};
  }
}

std::string text_or_empty(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field == object.end() || field->is_null() ? std::string{} : field->get<std::string>();
}

// What comes from a source or an object is as long as its author likes, and goes to the server's log.
constexpr std::size_t kLineLimit = 1000;
constexpr std::size_t kTextLimit = 16384;

std::string cut(std::string text, std::size_t limit) {
  if (text.size() > limit) {
    // Not within a character.
    while (limit > 0 && continues_character(text[limit])) {
      --limit;
    }
    text.resize(limit);
    text += "…";
  }
  return text;
}

std::string describe_violation(const Json& violation) {
  return cut("offset " + std::to_string(violation.at("offset").get<std::int64_t>()) + ": " +
                 violation.at("rule").get<std::string>() + ": " + text_or_empty(violation, "why") + " (" +
                 text_or_empty(violation, "instruction") + ")",
             kLineLimit);
}

}  // namespace

CompileAnswer parse_compile_answer(std::string_view text) {
  return read_object(text, [](const Json& json) {
    CompileAnswer answer;
    answer.ok = json.at("ok").get<bool>();
    if (answer.ok) {
      answer.sysroot_id = json.at("sysroot_id").get<std::string>();
      answer.warnings = cut(text_or_empty(json, "warnings"), kTextLimit);
      answer.crates = json.value("crates", std::vector<std::string>{});
      answer.milliseconds = json.contains("milliseconds") ? json.at("milliseconds").dump() : "";
    } else {
      answer.stage = json.at("stage").get<std::string>();
      answer.message = cut(json.at("message").get<std::string>(), kLineLimit);
      answer.detail = cut(text_or_empty(json, "detail"), kTextLimit);
      answer.hint = cut(text_or_empty(json, "hint"), kLineLimit);
      answer.line = json.value("line", std::int64_t{0});
    }
    return answer;
  });
}

Verdict parse_verdict(std::string_view text) {
  return read_object(text, [](const Json& json) {
    constexpr std::size_t kShown = 10;
    Verdict verdict;
    verdict.is_proved = json.at("verdict").get<std::string>() == "proved";
    verdict.sha256 = json.at("sha256").get<std::string>();
    if (verdict.is_proved) {
      verdict.imports = json.at("imports").get<std::vector<std::string>>();
      verdict.frame_bytes = json.at("frame_bytes").get<std::int64_t>();
      verdict.instructions = json.at("instructions").get<std::int64_t>();
      verdict.hashes = json.at("hashes").get<std::vector<std::uint32_t>>();
      verdict.entries = json.at("entries").get<std::vector<std::uint32_t>>();
      return verdict;
    }
    std::size_t shown = 0;
    for (const Json& violation : json.at("violations")) {
      if (violation.at("rule").get<std::string>() == "import-not-allowed") {
        const std::string why = violation.at("why").get<std::string>();
        verdict.unknown_imports.push_back(cut(why.substr(why.rfind(' ') + 1), kLineLimit));
      }
    }
    for (const Json& violation : json.at("violations")) {
      if (shown++ < kShown) {
        verdict.violations += describe_violation(violation) + "\n";
      }
    }
    return verdict;
  });
}

}  // namespace plrust::handler
