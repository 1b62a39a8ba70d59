//! `pith inspect --format dot` and `mermaid`: events, their signers, and their links, in the colours of the timeline on
//! pages for events that were not verified.
//!
//! Text of a document cannot become syntax: this program names the nodes, and a label is cut, escaped as in every
//! format, and then quoted as the language requires. Events and links that do not fit into a picture are counted in it.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::inspect::{EventClaim, Inspection, short_id};
use crate::render::page::colours::{GROUND, INK, SOFT, WARN, WARN_GROUND};
use crate::render::words::count;
use crate::report::SignerClaim;
use crate::text::{cut_to, escape};

/// The most events in a picture: Mermaid draws no more than 500 edges and 50,000 characters.
const EVENTS: usize = 100;
/// The most links of all events together.
const LINKS: usize = 150;
/// The most characters of a line in a label.
const LABEL: usize = 40;

const STAMP: &str = "UNVERIFIED: claims of the document, not checked";

/// Writes the picture for Graphviz.
pub fn write_dot(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::of(inspection);
    writeln!(out, "// {STAMP}\ndigraph pith {{")?;
    writeln!(out, "  graph [rankdir=LR, labelloc=t, fontname=\"sans-serif\", label=\"{STAMP}\"];")?;
    writeln!(out, "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];")?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=9];")?;
    for node in &graph.nodes {
        let lines: Vec<String> = node.lines.iter().map(|line| dot_text(line)).collect();
        let look = match node.kind {
            NodeKind::Paper => "shape=note, style=solid".to_owned(),
            NodeKind::Event => format!("style=\"rounded,filled\", color=\"{WARN}\", fillcolor=\"{WARN_GROUND}\""),
            NodeKind::Superseded => format!("style=\"rounded,dashed\", color=\"{WARN}\", fontcolor=\"{WARN}\""),
            NodeKind::Signer => "shape=ellipse, style=solid".to_owned(),
            NodeKind::Absent => format!("shape=box, style=dotted, color=\"{SOFT}\", fontcolor=\"{SOFT}\""),
        };
        writeln!(out, "  {} [label=\"{}\", {look}];", node.name, lines.join("\\n"))?;
    }
    for edge in &graph.edges {
        let (word, style) = edge.kind.words();
        writeln!(out, "  {} -> {} [label=\"{word}\", style={style}];", edge.from, edge.to)?;
    }
    writeln!(out, "}}")
}

/// Writes the picture for Mermaid.
pub fn write_mermaid(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::of(inspection);
    // A title in front matter, without text of the document.
    writeln!(out, "---\ntitle: \"{STAMP}\"\n---\nflowchart LR")?;
    for node in &graph.nodes {
        let lines: Vec<String> = node.lines.iter().map(|line| mermaid_text(line)).collect();
        let (open, close) = match node.kind {
            NodeKind::Signer => ("([", "])"),
            NodeKind::Paper => ("[/", "/]"),
            NodeKind::Absent => ("{{", "}}"),
            NodeKind::Event | NodeKind::Superseded => ("[", "]"),
        };
        writeln!(out, "  {}{open}\"{}\"{close}", node.name, lines.join("<br/>"))?;
    }
    for edge in &graph.edges {
        let (word, style) = edge.kind.words();
        let (start, end) = if style == "solid" { ("--", "-->") } else { ("-.", ".->") };
        writeln!(out, "  {} {start} {word} {end} {}", edge.from, edge.to)?;
    }
    for (kind, class, look) in [
        (NodeKind::Event, "unverified", format!("fill:{WARN_GROUND},stroke:{WARN},color:{INK}")),
        (NodeKind::Superseded, "superseded", format!("fill:{GROUND},stroke:{WARN},color:{WARN},stroke-dasharray:4")),
        (NodeKind::Absent, "absent", format!("fill:{GROUND},stroke:{SOFT},color:{SOFT},stroke-dasharray:2")),
    ] {
        let nodes = graph.nodes.iter().filter(|node| node.kind == kind);
        let names: Vec<&str> = nodes.map(|node| node.name.as_str()).collect();
        if !names.is_empty() {
            writeln!(out, "  classDef {class} {look}\n  class {} {class}", names.join(","))?;
        }
    }
    Ok(())
}

/// A line of a label for Graphviz, with `\` and `"` escaped for the quotes, and `&` so that it begins no entity.
fn dot_text(text: &str) -> String {
    fit(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}

/// A line of a label for Mermaid. Every character except letters, digits and spaces is written as its code point, so
/// the line is plain text to Mermaid, Markdown and HTML.
fn mermaid_text(text: &str) -> String {
    let mut safe = String::new();
    for c in fit(text).chars() {
        if c == ' ' || c.is_alphanumeric() {
            safe.push(c);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(safe, "#{};", u32::from(c));
        }
    }
    safe
}

/// A text of others, cut to the length of a label and escaped.
fn fit(text: &str) -> String {
    escape(&cut_to(text, LABEL))
}

/// The nodes and edges of a picture.
#[derive(Default)]
struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

struct Node {
    /// Chosen by this program: letters and digits.
    name: String,
    kind: NodeKind,
    /// Texts that may be of others: escaped when written.
    lines: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum NodeKind {
    Paper,
    Event,
    Superseded,
    Signer,
    Absent,
}

struct Edge {
    from: String,
    to: String,
    kind: EdgeKind,
}

#[derive(Clone, Copy)]
enum EdgeKind {
    Signs,
    About,
    Follows,
    Supersedes,
}

impl EdgeKind {
    /// The word on the edge and the style of its line.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Signs => ("signs", "dotted"),
            Self::About => ("about", "solid"),
            Self::Follows => ("follows", "solid"),
            Self::Supersedes => ("supersedes", "dashed"),
        }
    }
}

impl Graph {
    fn of(inspection: &Inspection) -> Self {
        let mut graph = Self::default();
        graph.node("paper".to_owned(), NodeKind::Paper, paper_lines(inspection));
        let mut links = Links::default();
        for (place, event) in inspection.events.iter().take(EVENTS).enumerate() {
            graph.event(place, event, &mut links);
        }
        let untold = inspection.events.len().saturating_sub(EVENTS);
        if untold > 0 {
            graph.node("more".to_owned(), NodeKind::Absent, vec![format!("and {}", count(untold, "more event"))]);
        }
        if links.untold > 0 {
            graph.node("links".to_owned(), NodeKind::Absent, vec![format!("and {}", count(links.untold, "more link"))]);
        }
        graph
    }

    fn node(&mut self, name: String, kind: NodeKind, lines: Vec<String>) {
        self.nodes.push(Node { name, kind, lines });
    }

    fn edge(&mut self, from: &str, to: String, kind: EdgeKind) {
        self.edges.push(Edge { from: from.to_owned(), to, kind });
    }

    fn event(&mut self, place: usize, event: &EventClaim, known: &mut Links) {
        let name = format!("e{place}");
        let kind = if event.in_current { NodeKind::Event } else { NodeKind::Superseded };
        let said = |text: &Option<String>, or: &str| text.clone().unwrap_or_else(|| or.to_owned());
        let id = event.event_id.as_deref().map_or_else(|| "no id".to_owned(), short_id);
        let mut lines = vec![said(&event.event_type, "event"), said(&event.created_at, "no time"), id];
        if !event.superseded_by.is_empty() {
            lines.push("superseded".to_owned());
        }
        self.node(name.clone(), kind, lines);
        if event.signer.signer_id.is_some() || event.signer.key_id.is_some() {
            let signer = known.signer(event, self);
            self.edge(&signer, name.clone(), EdgeKind::Signs);
        }
        if event.prev_event.is_none() {
            self.edge(&name, "paper".to_owned(), EdgeKind::About);
        }
        let follows = event.prev_event.iter().map(|link| (EdgeKind::Follows, link));
        let supersedes = event.supersedes.iter().map(|link| (EdgeKind::Supersedes, link));
        for (kind, link) in follows.chain(supersedes) {
            if known.drawn == LINKS {
                known.untold += 1;
                continue;
            }
            known.drawn += 1;
            let to = match link.target.filter(|target| *target < EVENTS) {
                Some(target) => format!("e{target}"),
                None => known.absent(&link.event_id, link.target.is_some(), self),
            };
            self.edge(&name, to, kind);
        }
    }
}

/// The nodes that events share, and the number of links.
#[derive(Default)]
struct Links {
    signers: HashMap<(Option<String>, Option<String>), String>,
    absent: HashMap<String, String>,
    drawn: usize,
    untold: usize,
}

impl Links {
    fn signer(&mut self, event: &EventClaim, graph: &mut Graph) -> String {
        let next = format!("s{}", self.signers.len());
        let SignerClaim { signer_id, signer_type, key_id } = &event.signer;
        let who = (signer_id.clone(), key_id.clone());
        let name = self.signers.entry(who).or_insert_with(|| {
            let lines = [signer_id, signer_type, key_id];
            graph.node(next.clone(), NodeKind::Signer, lines.into_iter().flatten().cloned().collect());
            next
        });
        name.clone()
    }

    fn absent(&mut self, event_id: &str, is_undrawn: bool, graph: &mut Graph) -> String {
        let next = format!("a{}", self.absent.len());
        let name = self.absent.entry(event_id.to_owned()).or_insert_with(|| {
            let why = if is_undrawn { "not drawn" } else { "not in this document" };
            graph.node(next.clone(), NodeKind::Absent, vec![short_id(event_id), why.to_owned()]);
            next
        });
        name.clone()
    }
}

fn paper_lines(inspection: &Inspection) -> Vec<String> {
    let number = inspection.pith_number.clone().unwrap_or_else(|| "no Pith number".to_owned());
    let title = inspection.paper.as_ref().and_then(|paper| paper.title.clone());
    [Some("UNVERIFIED".to_owned()), Some(number), title].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_holds_no_syntax() {
        let hostile = "a\"];x[\\ <b>&lt;#quot;`1. *";
        assert_eq!(dot_text(hostile), "a\\\"];x[\\\\ <b>&amp;lt;#quot;`1. *");
        let safe = mermaid_text(hostile);
        let mut rest = safe.as_str();
        while let Some((before, after)) = rest.split_once('#') {
            assert!(before.chars().all(|c| c == ' ' || c.is_alphanumeric()), "{safe}");
            let (code, after) = after.split_once(';').unwrap();
            assert!(code.bytes().all(|digit| digit.is_ascii_digit()), "{safe}");
            rest = after;
        }
        assert!(rest.chars().all(|c| c == ' ' || c.is_alphanumeric()), "{safe}");
    }

    #[test]
    fn a_label_is_short() {
        assert_eq!(fit(&"x".repeat(100)).chars().count(), LABEL + 1);
    }
}
