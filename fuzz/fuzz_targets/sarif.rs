//! `cargo +nightly fuzz run sarif`: see [`pith_fuzz::property::sarif`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::sarif::holds(data));
