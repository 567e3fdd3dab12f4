// attack: a file that is embedded for debuggers
#![debugger_visualizer(gdb_script_file = "@SECRET@")]
pub fn f() {}
