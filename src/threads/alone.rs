//! The same functions as in `pool.rs`, on the caller's thread alone.

/// There are no other threads to share work with.
pub const fn are_many() -> bool {
    false
}

/// Does `work` over all items, as one part.
pub fn map_parts<'i, I, T>(items: &'i [I], _: usize, work: impl Fn(usize, &'i [I]) -> T) -> Vec<T> {
    vec![work(0, items)]
}

/// Does `work`; the other work is left undone.
pub fn meanwhile<T>(_: impl FnOnce(), work: impl FnOnce() -> T) -> T {
    work()
}
