//! `cargo +nightly fuzz run causes`: see [`pith_fuzz::property::causes`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::causes::holds(data));
