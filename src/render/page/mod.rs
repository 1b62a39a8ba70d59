//! Parts of HTML pages: one frame and one style for all, no network, no script. Unfolding and filtering need HTML and
//! CSS only.

pub mod colours;
mod frame;
mod markup;
mod timeline;

pub use frame::{
    Cell, and_more, beginning, end, facts, facts_of, page, paragraph, prose, scrolling, section, sentences, table,
    unfolding,
};
pub use markup::{Markup, escape};
pub use timeline::timeline;
