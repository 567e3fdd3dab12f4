// attack: the file is the text of an error message
compile_error!(include_str!("@SECRET@"));
