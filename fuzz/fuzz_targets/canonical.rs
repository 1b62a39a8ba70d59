//! `cargo +nightly fuzz run canonical`: see [`pith_fuzz::property::canonical`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::canonical::holds(data));
