// SPDX-License-Identifier: PostgreSQL
#include "confine/runtime/boundary_state.hpp"

namespace plrust::confine {

void redirect_to_stop(MachineContext context, const Frame& frame) noexcept {
  plrust_boundary.resume_pc = context.pc();
  plrust_boundary.resume_sp = context.sp();
  context.set_pc(reinterpret_cast<std::uint64_t>(&plrust_stop_stub));
  context.set_sp(landing_stack(frame));
}

// plrust_stop_stub goes on by itself.
bool finish_stop(MachineContext) noexcept {
  return false;
}

}  // namespace plrust::confine
