//! `cargo +nightly fuzz run mutated`: see [`pith_fuzz::property::mutated`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::mutated::holds(data));
