//! The events as a tree: each below the event that it follows or replaces, siblings by time.

use super::EventClaim;
use crate::bundle::time::Time;
use crate::text::cut;

/// An event in the tree, in the order in which the tree is drawn from the top down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its place in the list of events.
    pub event: usize,
    /// For each level, outermost first, whether this is its last branch. At most [`DRAWN_DEPTH`] levels, so that a long
    /// chain stays on the page.
    pub lasts: Vec<bool>,
    /// The real depth; 0 for an event that follows none.
    pub depth: usize,
}

/// The most levels that are indented.
pub const DRAWN_DEPTH: usize = 12;

/// The tree of events. Each event occurs exactly once, whatever its links: circles are cut.
pub fn tree(events: &[EventClaim]) -> Vec<Branch> {
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_cached_key(|place| sort_key(events, *place));
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); events.len()];
    let mut roots = Vec::new();
    for place in &order {
        match events.get(*place).and_then(|event| parent(event, *place)).and_then(|parent| children.get_mut(parent)) {
            Some(siblings) => siblings.push(*place),
            None => roots.push(*place),
        }
    }
    roots.extend(cut_circles(&roots, &children, &order));
    draw(&roots, &children)
}

/// The parent of an event: the one that it follows, or else the first that it supersedes.
fn parent(event: &EventClaim, place: usize) -> Option<usize> {
    let links = event.prev_event.iter().chain(&event.supersedes);
    links.filter_map(|link| link.target).find(|target| *target != place)
}

/// By time, events without one last. At equal times `record_created` first, then by id (M7, inferred).
fn sort_key(events: &[EventClaim], place: usize) -> (bool, Option<Time>, bool, Option<String>, usize) {
    let event = events.get(place);
    let time = event.and_then(|event| Time::parse(event.created_at.as_deref()?));
    let is_first = event.is_some_and(|event| event.event_type.as_deref() == Some("record_created"));
    (time.is_none(), time, !is_first, event.and_then(|event| event.event_id.clone()), place)
}

/// One event of each circle, from which it is drawn.
fn cut_circles(roots: &[usize], children: &[Vec<usize>], order: &[usize]) -> Vec<usize> {
    let mut seen = vec![false; children.len()];
    for root in roots {
        mark_below(*root, children, &mut seen);
    }
    let mut starts = Vec::new();
    for place in order {
        if seen.get(*place) == Some(&false) {
            starts.push(*place);
            mark_below(*place, children, &mut seen);
        }
    }
    starts
}

/// Marks an event and all its descendants.
fn mark_below(from: usize, children: &[Vec<usize>], seen: &mut [bool]) {
    let mut open = vec![from];
    while let Some(place) = open.pop() {
        if let Some(seen) = seen.get_mut(place)
            && !std::mem::replace(seen, true)
        {
            open.extend(children.get(place).into_iter().flatten());
        }
    }
}

/// Depth first, without recursion: a chain may be as long as the document.
fn draw(roots: &[usize], children: &[Vec<usize>]) -> Vec<Branch> {
    let mut drawn = vec![false; children.len()];
    let mut tree = Vec::with_capacity(children.len());
    let mut open: Vec<Branch> = Vec::new();
    push_level(&mut open, roots, &[], 0);
    while let Some(branch) = open.pop() {
        match drawn.get_mut(branch.event) {
            Some(drawn) if !*drawn => *drawn = true,
            _ => continue,
        }
        let below = children.get(branch.event).map(Vec::as_slice).unwrap_or_default();
        push_level(&mut open, below, &branch.lasts, branch.depth + 1);
        tree.push(branch);
    }
    tree
}

/// Puts a level on the stack so that its first event comes off first.
fn push_level(open: &mut Vec<Branch>, level: &[usize], above: &[bool], depth: usize) {
    let above = above.get(..DRAWN_DEPTH - 1).unwrap_or(above);
    for (i, event) in level.iter().enumerate().rev() {
        let mut lasts = above.to_vec();
        lasts.push(i + 1 == level.len());
        open.push(Branch { event: *event, lasts, depth });
    }
}

/// The first eight digits of an id, which people compare; any other text is cut.
pub fn short_id(event_id: &str) -> String {
    let digits = event_id.strip_prefix("sha256:").unwrap_or(event_id);
    match digits.char_indices().nth(8) {
        Some((end, _)) if digits.len() == 64 => digits.get(..end).unwrap_or_default().to_owned(),
        _ if digits.chars().count() > 20 => digits.chars().take(20).collect::<String>() + "\u{2026}",
        _ => cut(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Link;
    use super::*;

    fn event(prev: Option<usize>) -> EventClaim {
        let prev_event = prev.map(|target| Link { event_id: target.to_string(), target: Some(target) });
        EventClaim { prev_event, ..EventClaim::default() }
    }

    fn shape(events: &[EventClaim]) -> Vec<(usize, usize)> {
        tree(events).iter().map(|branch| (branch.event, branch.depth)).collect()
    }

    #[test]
    fn a_fork_is_two_branches() {
        let events = [event(None), event(Some(0)), event(Some(0)), event(Some(1))];
        assert_eq!(shape(&events), [(0, 0), (1, 1), (3, 2), (2, 1)]);
        assert_eq!(tree(&events)[1].lasts, [true, false]);
        assert_eq!(tree(&events)[3].lasts, [true, true]);
    }

    #[test]
    fn siblings_stand_by_time_then_the_creation_first_then_by_id() {
        let said = |created_at: Option<&str>, event_type: &str, id: &str| EventClaim {
            created_at: created_at.map(str::to_owned),
            event_type: Some(event_type.to_owned()),
            event_id: Some(id.to_owned()),
            ..EventClaim::default()
        };
        let (early, late) = (Some("2026-05-31T22:59:59Z"), Some("2026-05-31T23:00:00Z"));
        let events = [
            said(None, "record_created", "a"),
            said(late, "graph_snapshot", "c"),
            said(late, "graph_snapshot", "b"),
            said(late, "record_created", "d"),
            said(Some("no time"), "graph_snapshot", "0"),
            said(early, "graph_snapshot", "e"),
            // The same moment in another form.
            said(Some("2026-05-31T23:00:00.000000+00:00"), "graph_snapshot", "b"),
        ];
        let order: Vec<usize> = tree(&events).iter().map(|branch| branch.event).collect();
        assert_eq!(order, [5, 3, 2, 6, 1, 0, 4]);
    }

    #[test]
    fn a_circle_is_drawn_once() {
        let events = [event(Some(1)), event(Some(0)), event(Some(2))];
        assert_eq!(shape(&events), [(2, 0), (0, 0), (1, 1)]);
    }

    #[test]
    fn a_long_chain_is_indented_so_far_and_no_further() {
        let events: Vec<EventClaim> = (0..50_000_usize).map(|i| event(i.checked_sub(1))).collect();
        let tree = tree(&events);
        assert_eq!(tree.len(), 50_000);
        assert_eq!(tree[49_999].depth, 49_999);
        assert!(tree.iter().all(|branch| branch.lasts.len() <= DRAWN_DEPTH));
    }

    #[test]
    fn ids_are_shortened() {
        assert_eq!(short_id(&format!("sha256:{}", "ab".repeat(32))), "abababab");
        assert_eq!(short_id("odd"), "odd");
        assert_eq!(short_id(&"x".repeat(100)).chars().count(), 21);
    }
}
