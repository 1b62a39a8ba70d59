//! `cargo +nightly fuzz run integrity`: see [`pith_fuzz::property::integrity`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::integrity::holds(data));
