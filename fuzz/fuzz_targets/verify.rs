//! `cargo +nightly fuzz run verify`: see [`pith_fuzz::property::verify`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::verify::holds(data));
