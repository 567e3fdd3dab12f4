// expect: ok false
// Beyond the baseline nothing is found, so nothing that the verifier would refuse is reached.
#[cfg(target_arch = "x86_64")]
let found = std::is_x86_feature_detected!("avx2")
    || std::is_x86_feature_detected!("sse4.2")
    || std::is_x86_feature_detected!("avx512f");
#[cfg(target_arch = "aarch64")]
let found =
    std::arch::is_aarch64_feature_detected!("sve") || std::arch::is_aarch64_feature_detected!("lse");
Ok(Some(found.to_string()))
