//! `cargo +nightly fuzz run html`: see [`pith_fuzz::property::html`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pith_fuzz::property::html::holds(data));
