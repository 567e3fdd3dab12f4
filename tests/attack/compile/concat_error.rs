// attack: the file is part of a longer message
compile_error!(concat!("found: ", include_str!("@SECRET@")));
