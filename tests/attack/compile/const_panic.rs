// attack: the file is the message of a panic in a constant
const _: () = panic!("{}", include_str!("@SECRET@"));
