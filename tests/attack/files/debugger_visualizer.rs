// attack: a file embedded for debuggers
// expect: refused
#[debugger_visualizer(gdb_script_file = "/etc/passwd")] mod m {} Ok(None)
