//! `cargo +nightly fuzz run keys`: see [`pith_fuzz::property::keys`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::keys::holds(data));
