// attack: results that are never given back
// timeout: 60s
// expect: error 54000 or error 53200
Spi::connect(|client| loop {
    std::mem::forget(client.select("SELECT repeat('x', 4000)", None, None)?);
})
