//! `cargo +nightly fuzz run tables`: see [`pith_fuzz::property::tables`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::tables::holds(data));
