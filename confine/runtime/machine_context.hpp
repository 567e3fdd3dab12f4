// SPDX-License-Identifier: PostgreSQL
// Inside the run time: the registers of an interrupted context that the signal handlers read and redirect.
#pragma once

#include <ucontext.h>

#include <cstdint>

namespace plrust::confine {

#ifdef __x86_64__
inline constexpr greg_t kDirectionTrapAlignment = 0x40500;  // of the flags
#endif

class MachineContext {
 public:
  explicit MachineContext(void* context) : context_(*static_cast<ucontext_t*>(context)) {}
  ucontext_t& raw() noexcept { return context_; }

#ifdef __x86_64__
  std::uint64_t pc() const noexcept {
    return get(REG_RIP);
  }
  std::uint64_t sp() const noexcept {
    return get(REG_RSP);
  }
  // The interrupted code will not go on: flags that confined code may have left must not reach the host.
  void redirect(std::uint64_t pc, std::uint64_t sp) noexcept {
    set_pc(pc);
    set_sp(sp);
    context_.uc_mcontext.gregs[REG_EFL] &= ~kDirectionTrapAlignment;
  }
  void set_pc(std::uint64_t pc) noexcept {
    context_.uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(pc);
  }
  void set_sp(std::uint64_t sp) noexcept {
    context_.uc_mcontext.gregs[REG_RSP] = static_cast<greg_t>(sp);
  }

 private:
  std::uint64_t get(int number) const noexcept {
    return static_cast<std::uint64_t>(context_.uc_mcontext.gregs[number]);
  }
#else
  std::uint64_t pc() const noexcept {
    return context_.uc_mcontext.pc;
  }
  std::uint64_t sp() const noexcept {
    return context_.uc_mcontext.sp;
  }
  void redirect(std::uint64_t pc, std::uint64_t sp) noexcept {
    set_pc(pc);
    set_sp(sp);
  }
  void set_pc(std::uint64_t pc) noexcept {
    context_.uc_mcontext.pc = pc;
  }
  void set_sp(std::uint64_t sp) noexcept {
    context_.uc_mcontext.sp = sp;
  }

 private:
#endif
  ucontext_t& context_;
};

}  // namespace plrust::confine
