# SPDX-License-Identifier: PostgreSQL
"""What functions do with the server: queries, triggers, sets, large values. Each workloads/*.toml is one workload in
every language; see README.md."""
import pathlib
import statistics
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
LANGUAGES = ["c", "plrust", "plpgsql", "plperl", "plpython3u"]
# A workload may take this much more than its C twin, and no more than any other language.
MOST_TO_C = 1.25


class Workload:
    """One file of workloads/."""

    def __init__(self, path, module, languages):
        self.name, self.module = path.stem, module
        self.keys = tomllib.loads(path.read_text())
        self.languages = [language for language in LANGUAGES
                          if language in self.keys and (language == "c" or language in languages)]

    def expand(self, key, language):
        return self.keys.get(key, "").replace("{function}", f"{self.name}_{language}")

    def set_up(self):
        """What makes the workload's tables and functions."""
        yield self.keys.get("setup", "")
        for language in self.languages:
            source = self.keys[language]
            if language == "c":
                source = f"{self.module}', '{source}"
                yield f"CREATE FUNCTION bench.{self.name}_c{self.keys['signature']} LANGUAGE c AS '{source}';"
            else:
                yield (f"CREATE FUNCTION bench.{self.name}_{language}{self.keys['signature']} LANGUAGE {language} "
                       f"AS $bench${source}$bench$;")
            yield self.expand("each", language)

    def once(self, language):
        """The statement, between two looks at the backend's clock."""
        return [self.expand("before", language), "SELECT bench.cpu_now() AS begun \\gset", "\\o /dev/null",
                self.expand("statement", language), "\\o", "SELECT bench.cpu_now() - :begun;"]

    def results(self):
        """One line for each language; they must be equal."""
        for language in self.languages:
            if "result" in self.keys:
                yield from [self.expand("before", language), self.expand("statement", language)]
            yield self.expand("result" if "result" in self.keys else "statement", language)

    def measure(self, run_sql, rounds):
        """Median CPU nanoseconds of each language; they take turns in one backend, after one turn that is not counted."""
        # What it costs depends on the plan's estimate, which is 100 times higher for every language but C.
        script = ["SET jit = off;"]
        script += [line for _ in range(rounds + 1) for language in self.languages for line in self.once(language)]
        times = [int(line) for line in run_sql("\n".join(script))][len(self.languages):]
        return {language: statistics.median(times[i::len(self.languages)]) for i, language in enumerate(self.languages)}


def load(module, languages, only):
    return [Workload(path, module, languages) for path in sorted(HERE.glob("workloads/*.toml"))
            if not only or path.stem in only.split(",")]


def row_of(workload, times):
    """A line of the table; a `!` marks a target that was missed."""
    cells = [f"{times[language] / 1e6:.1f}" if language in times else "-" for language in LANGUAGES]
    if "plrust" not in times:
        return [workload.keys["title"], *cells, "-", "-"]
    to_c = times["plrust"] / times["c"]
    others = [ns for language, ns in times.items() if language not in ("c", "plrust")]
    to_other = times["plrust"] / min(others) if others else 0
    return [workload.keys["title"], *cells, f"{to_c:.2f}" + ("!" if to_c > MOST_TO_C else " "),
            f"{to_other:.2f}" + ("!" if to_other > 1 else " ") if others else "-"]


COLUMNS = ["", "C -O2", "PL/Rust", "plpgsql", "plperl", "plpython3u", "to C", "to best"]
