//! The merge rules by name (docs/format.md, section 4).

/// A merge rule by its name in docs/format.md, section 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "named as docs/format.md, section 4 names them")]
pub enum Rule {
    M1,
    M2,
    M3,
    M4,
    M5,
    M6,
    M7,
    M8,
    M9,
    M10,
    M11,
    M12,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::M1,
        Self::M2,
        Self::M3,
        Self::M4,
        Self::M5,
        Self::M6,
        Self::M7,
        Self::M8,
        Self::M9,
        Self::M10,
        Self::M11,
        Self::M12,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::M1 => "M1",
            Self::M2 => "M2",
            Self::M3 => "M3",
            Self::M4 => "M4",
            Self::M5 => "M5",
            Self::M6 => "M6",
            Self::M7 => "M7",
            Self::M8 => "M8",
            Self::M9 => "M9",
            Self::M10 => "M10",
            Self::M11 => "M11",
            Self::M12 => "M12",
        }
    }

    /// Whether it was recomputed on real data; the others are our reading.
    pub const fn is_proven(self) -> bool {
        matches!(self, Self::M1 | Self::M2 | Self::M3 | Self::M4 | Self::M6)
    }
}
