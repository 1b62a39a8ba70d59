//! `events`: those of its entries that have the shape of an event.

use super::event::Event;

/// The entries of `events`. One without the shape of an event takes no room: `[0,0,…]` is read at the cost of its
/// tree.
#[derive(Clone, Default)]
pub struct Entries<'a> {
    count: usize,
    events: Vec<Event<'a>>,
}

impl<'a> Entries<'a> {
    /// `count` entries, of which `events` have the shape of one; in the order of the document.
    pub(super) const fn new(count: usize, events: Vec<Event<'a>>) -> Self {
        Self { count, events }
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Every entry; `None` where it has not the shape of an event.
    pub fn iter(&self) -> impl Iterator<Item = Option<&Event<'a>>> {
        let mut events = self.events.iter().peekable();
        (0..self.count).map(move |index| events.next_if(|event| event.index == index))
    }

    /// Those that have the shape of an event.
    pub fn events(&self) -> &[Event<'a>] {
        &self.events
    }

    /// The entry at `index`, if it has the shape of an event.
    pub fn get(&self, index: usize) -> Option<&Event<'a>> {
        self.events.get(self.events.binary_search_by_key(&index, |event| event.index).ok()?)
    }
}
