// attack: talk to the server's own socket
// expect: refused
std::os::unix::net::UnixStream::connect("/var/run/postgresql/.s.PGSQL.5432")?; Ok(None)
