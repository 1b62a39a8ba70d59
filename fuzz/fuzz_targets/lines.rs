//! `cargo +nightly fuzz run lines`: see [`pith_fuzz::property::lines`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::lines::holds(data));
