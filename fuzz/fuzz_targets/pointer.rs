//! `cargo +nightly fuzz run pointer`: see [`pith_fuzz::property::pointer`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::pointer::holds(data));
