//! `cargo +nightly fuzz run keyrings`: see [`pith_fuzz::property::keyrings`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::keyrings::holds(data));
