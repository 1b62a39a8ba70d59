//! The colours of the style sheet that pictures share.

/// The page.
pub const GROUND: &str = "#fff";
/// Text.
pub const INK: &str = "#1b1d20";
/// What is of little weight.
pub const SOFT: &str = "#545a62";
/// Warnings, and what was not verified.
pub const WARN: &str = "#7d4a00";
/// The ground below a warning.
pub const WARN_GROUND: &str = "#fdf1dc";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_has_the_same_colours() {
        let (light, _) = include_str!("style.css").split_once('}').unwrap();
        for (name, colour) in
            [("ground", GROUND), ("ink", INK), ("soft", SOFT), ("warn", WARN), ("warn-ground", WARN_GROUND)]
        {
            assert!(light.contains(&format!("--{name}:{colour};")), "{name}");
        }
    }
}
