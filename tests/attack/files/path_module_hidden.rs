// attack: as path_module, hidden in cfg_attr
// expect: refused
#[cfg_attr(all(), path = "/etc/passwd")] mod stolen; Ok(None)
