// SPDX-License-Identifier: PostgreSQL
#include "handler/verdict.hpp"

#include <doctest/doctest.h>

using namespace plrust::handler;

TEST_SUITE("verdict") {
  TEST_CASE("a proof names its imports") {
    const Verdict verdict = parse_verdict(
        R"({"verdict": "proved", "arch": "x86_64", "sha256": "ab", "size": 1, "entry": 1, "usp": 2, "text": [1, 2],
            "imports": ["grow", "memcpy"], "frame_bytes": 16, "instructions": 3, "hashes": [4294967295],
            "entries": [16, 32], "violations": []})");
    CHECK(verdict.is_proved);
    CHECK(verdict.hashes == std::vector<std::uint32_t>{4294967295});
    CHECK(verdict.entries == std::vector<std::uint32_t>{16, 32});
    CHECK(verdict.imports == std::vector<std::string>{"grow", "memcpy"});
    CHECK(verdict.frame_bytes == 16);
  }

  TEST_CASE("a refusal says why, one line each") {
    const Verdict verdict = parse_verdict(
        R"({"verdict": "refused", "sha256": "ab", "violations": [
            {"rule": "memory operand", "offset": 16, "instruction": "movq (%rax), %rax", "why": "no segment"}]})");
    CHECK_FALSE(verdict.is_proved);
    CHECK(verdict.violations == "offset 16: memory operand: no segment (movq (%rax), %rax)\n");
    CHECK(verdict.unknown_imports.empty());
  }

  TEST_CASE("what is shown of an answer is bounded, and ends with a whole character") {
    std::string words = "x";
    for (int i = 0; i < 100000; ++i) {
      words += "é";
    }
    const CompileAnswer failed =
        parse_compile_answer(R"({"ok": false, "stage": "rustc", "message": ")" + words + R"(", "detail": ")" +
                             words + R"(", "hint": ")" + words + R"("})");
    CHECK(failed.message == words.substr(0, 999) + "…");
    CHECK(failed.detail == words.substr(0, 16383) + "…");
    CHECK(failed.hint == words.substr(0, 999) + "…");
    const CompileAnswer warned =
        parse_compile_answer(R"({"ok": true, "sysroot_id": "1", "warnings": ")" + words + R"("})");
    CHECK(warned.warnings.size() == 16383 + std::string_view("…").size());
    const Verdict refused = parse_verdict(
        R"({"verdict": "refused", "sha256": "ab", "violations": [{"rule": "import-not-allowed", "offset": 1,
            "instruction": "", "why": "calls )" +
        words + R"("}]})");
    CHECK(refused.violations.size() < 1010);
    CHECK(refused.unknown_imports.front().size() < 1010);
  }

  TEST_CASE("functions that do not exist are named") {
    const Verdict verdict = parse_verdict(
        R"({"verdict": "refused", "sha256": "ab", "violations": [
            {"rule": "import-not-allowed", "offset": 16, "instruction": "", "why": "import is not a host function: getpid"}]})");
    CHECK(verdict.unknown_imports == std::vector<std::string>{"getpid"});
  }

  TEST_CASE("anything but the word is a refusal") {
    CHECK_FALSE(parse_verdict(R"({"verdict": "Proved", "sha256": "", "violations": []})").is_proved);
  }

  TEST_CASE("an answer of another form is an error") {
    for (const char* text :
         {"", "{", "[]", "{}", R"({"verdict": "proved"})", R"({"verdict": 1, "sha256": ""})"}) {
      CHECK_THROWS_AS(parse_verdict(text), BadAnswer);
      CHECK_THROWS_AS(parse_compile_answer(text), BadAnswer);
    }
  }

  TEST_CASE("a compilation that failed carries its diagnostics") {
    const CompileAnswer answer = parse_compile_answer(
        R"({"ok": false, "stage": "rustc", "message": "mismatched types", "detail": "line 2", "hint": "", "line": 2})");
    CHECK_FALSE(answer.ok);
    CHECK(answer.stage == "rustc");
    CHECK(answer.detail == "line 2");
  }

  TEST_CASE("a compilation that worked may have warnings") {
    const CompileAnswer answer = parse_compile_answer(
        R"({"ok": true, "sysroot_id": "1", "warnings": "unused", "milliseconds": {"rustc": 80}})");
    CHECK(answer.ok);
    CHECK(answer.warnings == "unused");
    CHECK(answer.milliseconds == R"({"rustc":80})");
  }
}
