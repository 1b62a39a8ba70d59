//! `cargo +nightly fuzz run known`: see [`pith_fuzz::property::known`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::known::holds(data));
