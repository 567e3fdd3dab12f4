// attack: plans that are kept for ever
// timeout: 60s
// expect: error 54000 or error 53200 or error 57014
Spi::connect(|client| {
    for i in 0.. { std::mem::forget(client.prepare(&format!("SELECT {i}"), None)?.keep()); }
    Ok(None)
})
