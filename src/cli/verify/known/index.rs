//! Where the lines of passes are: 24 bytes per line.

use pith::digest::Sha256Digest;

/// The places of lines, by the digests of their inputs.
#[derive(Default)]
pub struct Index {
    entries: Vec<Entry>,
}

/// The place of a line, without its line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of the report.
    pub report: usize,
    /// Whether the report is a brief one.
    pub is_brief: bool,
    pub offset: u64,
    pub length: usize,
}

/// Ordered by digest; for one digest, lines of whole reports come first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The beginning of the digest. Whether the rest is the same shows when the line is read.
    digest: Start,
    length: u32,
    /// One bit for a brief report, 15 for the number of the report, and 48 for the offset.
    place: u64,
}

type Start = [u8; 12];

const BRIEF: u64 = 1 << 63;
const OFFSET: u32 = 48;

impl Index {
    /// Adds a line. A place beyond what can be written down is not known.
    pub fn add(&mut self, sha256: &Sha256Digest, place: Place) {
        self.entries.extend(Entry::of(sha256, place));
    }

    /// Puts the lines in order, after the last one was added.
    pub fn sort(&mut self) {
        self.entries.sort_unstable_by_key(|entry| (entry.digest, entry.place));
    }

    /// The lines about inputs with this digest, whole ones first.
    pub fn places(&self, sha256: &Sha256Digest) -> impl Iterator<Item = Place> {
        let digest = start(sha256);
        let first = self.entries.partition_point(|entry| entry.digest < digest);
        let found = self.entries.iter().skip(first).take_while(move |entry| entry.digest == digest);
        found.filter_map(Entry::place)
    }
}

fn start(sha256: &Sha256Digest) -> Start {
    sha256.as_bytes().first_chunk().copied().unwrap_or_default()
}

impl Entry {
    fn of(sha256: &Sha256Digest, place: Place) -> Option<Self> {
        let report = u64::try_from(place.report).ok().filter(|number| *number < 1 << 15)?;
        let offset = Some(place.offset).filter(|offset| *offset < 1 << OFFSET)?;
        let brief = if place.is_brief { BRIEF } else { 0 };
        let length = u32::try_from(place.length).ok()?;
        Some(Self { digest: start(sha256), length, place: brief | report << OFFSET | offset })
    }

    fn place(&self) -> Option<Place> {
        Some(Place {
            report: usize::try_from((self.place & !BRIEF) >> OFFSET).ok()?,
            is_brief: self.place & BRIEF != 0,
            offset: self.place & ((1 << OFFSET) - 1),
            length: usize::try_from(self.length).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_twenty_four_bytes() {
        assert_eq!(size_of::<Entry>(), 24);
    }

    #[test]
    fn a_digest_leads_to_its_whole_lines_and_then_to_its_brief_ones() {
        let digests: Vec<Sha256Digest> = (0_u16..500).map(|number| Sha256Digest::of(&number.to_le_bytes())).collect();
        let mut index = Index::default();
        let place = |report, is_brief| Place { report, is_brief, offset: (1 << 48) - 1, length: 3_000 };
        for digest in &digests {
            for (report, is_brief) in [(32_767, true), (7, true), (9, false), (3, false)] {
                index.add(digest, place(report, is_brief));
            }
        }
        index.sort();
        for digest in &digests {
            assert_eq!(
                index.places(digest).collect::<Vec<_>>(),
                [place(3, false), place(9, false), place(7, true), place(32_767, true)]
            );
        }
        assert_eq!(index.places(&Sha256Digest::of(b"another")).count(), 0);
    }

    #[test]
    fn a_place_that_cannot_be_written_down_is_not_known() {
        let digest = Sha256Digest::of(b"");
        let place = Place { report: 0, is_brief: false, offset: 0, length: 0 };
        let mut index = Index::default();
        index.add(&digest, Place { report: 1 << 15, ..place });
        index.add(&digest, Place { offset: 1 << 48, ..place });
        index.sort();
        assert_eq!(index.places(&digest).count(), 0);
        assert_eq!(Index::default().places(&digest).count(), 0);
    }
}
