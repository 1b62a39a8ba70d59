//! The functions of `pool.rs`, on the caller's thread alone.

/// Whether there are other threads to share work with.
pub const fn are_many() -> bool {
    false
}

/// Returns the result of `work` for all items, as a single part.
pub fn map_parts<'i, I, T>(items: &'i [I], _: usize, work: impl Fn(usize, &'i [I]) -> T) -> Vec<T> {
    vec![work(0, items)]
}

/// Does `work`. The other work is not done at all.
pub fn meanwhile<T>(_: impl FnOnce(), work: impl FnOnce() -> T) -> T {
    work()
}
