// SPDX-License-Identifier: PostgreSQL
#include "confine/verify/report.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace plrust::confine {

void Report::add(std::string_view rule, std::uint64_t offset, std::string instruction, std::string why) {
  ++verdict_.violation_count;
  if (verdict_.violations.size() >= kMaxViolations)
    return;
  verdict_.violations.push_back({std::string(rule), offset, std::move(instruction), std::move(why)});
}

void Report::refuse_file(std::string_view rule, std::uint64_t offset, std::string why) {
  add(rule, offset, {}, std::move(why));
}

void Report::refuse_code(std::string_view rule, std::uint64_t address, std::string why) {
  const bool kept = verdict_.violations.size() < kMaxViolations;
  add(rule, address, kept && printer_ ? printer_(address) : std::string(), std::move(why));
}

std::string to_json(const Verdict& verdict) {
  nlohmann::ordered_json out;
  out["verdict"] = verdict.proved ? "proved" : "refused";
  out["arch"] = verdict.arch;
  out["sha256"] = verdict.sha256;
  out["size"] = verdict.size;
  out["entry"] = verdict.entry;
  out["usp"] = verdict.usp;
  out["text"] = {verdict.text_begin, verdict.text_end};
  out["imports"] = verdict.imports;
  out["frame_bytes"] = verdict.frame_bytes;
  out["instructions"] = verdict.instructions;
  out["hashes"] = verdict.hashes;
  out["entries"] = verdict.entries;
  out["violation_count"] = verdict.violation_count;
  out["violations"] = nlohmann::ordered_json::array();
  for (const Violation& violation : verdict.violations)
    out["violations"].push_back({{"rule", violation.rule},
                                 {"offset", violation.offset},
                                 {"instruction", violation.instruction},
                                 {"why", violation.why}});
  // Symbol names in `why` are an attacker's bytes: anything that is not UTF-8 is replaced, not thrown at.
  return out.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace plrust::confine
