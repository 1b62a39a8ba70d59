//! `cargo +nightly fuzz run read`: see [`pith_fuzz::property::read`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::read::holds(data));
