//! Parts of HTML pages: one frame and one style for all, no network, no script. What unfolds and filters does so by
//! HTML and CSS alone.

mod frame;
mod markup;
mod timeline;

pub use frame::{and_more, facts, page, paragraph, scrolling, section, table, unfolding};
pub use markup::{Markup, escape};
pub use timeline::timeline;
