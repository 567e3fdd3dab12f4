print!("x");
println!("x");
eprint!("x");
eprintln!("x");
dbg!(1);
Ok(None)
