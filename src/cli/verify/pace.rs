//! How fast a run is, in words: time taken, rate, time left.

use std::time::Duration;

/// `0.12 s`, `5.5 s`, `42 s`, `3 min 5 s`, `2 h 10 min`
pub fn span(time: Duration) -> String {
    let (seconds, millis) = (time.as_secs(), time.subsec_millis());
    match seconds {
        0 => format!("0.{:02} s", millis / 10),
        1..10 => format!("{seconds}.{} s", millis / 100),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// The number per second: `0.4`, `7.2`, `3636`
pub fn rate(count: usize, time: Duration) -> String {
    let tenths = u128::try_from(count).unwrap_or(0) * 10_000 / time.as_millis().max(1);
    if tenths < 100 { format!("{}.{}", tenths / 10, tenths % 10) } else { (tenths / 10).to_string() }
}

/// The time that the rest takes at the same pace; `None` before there is a pace.
pub fn left(done: u64, total: u64, time: Duration) -> Option<Duration> {
    let rest = u128::from(total.saturating_sub(done));
    let millis = time.as_millis().checked_mul(rest)?.checked_div(u128::from(done))?;
    u64::try_from(millis).ok().map(Duration::from_millis)
}

/// `0.3 MB`, `58 MB`
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    if tenths < 100 { format!("{}.{} MB", tenths / 10, tenths % 10) } else { format!("{} MB", tenths / 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_two_units_at_most() {
        for (millis, words) in [
            (0, "0.00 s"),
            (120, "0.12 s"),
            (999, "0.99 s"),
            (5_540, "5.5 s"),
            (42_900, "42 s"),
            (185_000, "3 min 5 s"),
            (7_800_000, "2 h 10 min"),
            (90_000_000, "25 h 0 min"),
        ] {
            assert_eq!(span(Duration::from_millis(millis)), words);
        }
    }

    #[test]
    fn rates_are_per_second() {
        for (count, millis, words) in [(0, 0, "0.0"), (2, 5_000, "0.4"), (36, 5_000, "7.2"), (20_000, 5_500, "3636")] {
            assert_eq!(rate(count, Duration::from_millis(millis)), words);
        }
    }

    #[test]
    fn the_rest_takes_as_long_as_the_part_that_is_done() {
        let minute = Duration::from_mins(1);
        assert_eq!(left(0, 10, minute), None);
        assert_eq!(left(5, 10, minute), Some(minute));
        assert_eq!(left(10, 40, minute), Some(minute * 3));
        assert_eq!(left(11, 10, minute), Some(Duration::ZERO), "the count was made before a file appeared");
        assert_eq!(left(1, u64::MAX, Duration::MAX), None, "too long to say");
    }

    #[test]
    fn sizes_are_in_megabytes() {
        assert_eq!([0, 340_000, 9_990_000].map(megabytes), ["0.0 MB", "0.3 MB", "9.9 MB"]);
        assert_eq!([10_000_000, 58_123_456].map(megabytes), ["10 MB", "58 MB"]);
    }
}
