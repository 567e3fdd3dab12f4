// attack: a file through SQL
// expect: error 42501
Ok(Spi::get_one::<String>("SELECT pg_read_file('/etc/passwd')")?)
