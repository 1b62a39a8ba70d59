//! Parts of HTML pages: one frame and one style for all, no network, no script. Unfolding and filtering need HTML and
//! CSS only.

mod frame;
mod markup;
mod timeline;

pub use frame::{and_more, facts, page, paragraph, scrolling, section, table, unfolding};
pub use markup::{Markup, escape};
pub use timeline::timeline;
