# Installs Rust's target for WebAssembly where it is missing. Read by `web/build` and `web/tests/run`.
if ! [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
    rustup target add wasm32-unknown-unknown
fi
