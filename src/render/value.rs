//! Values of a document as JSON that is safe to print: the same data, with characters that could act on a terminal
//! written as `\uXXXX`. Members are in canonical order, and numbers have their canonical form.

use std::io::{self, Write};

use crate::json::canonical;
use crate::json::{Kind, Value};
use crate::render::escape::write_escaped;

/// Writes `value` on one line.
pub fn write_compact(value: &Value<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut safe = Safe { out, written: Ok(()) };
    canonical::write(value, &mut safe);
    safe.written
}

/// Writes `value` over several lines, indented by two spaces, with a line end after it.
pub fn write_pretty(value: &Value<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_value(value, 0, out)?;
    out.write_all(b"\n")
}

/// The first `most` bytes or fewer of what [`write_pretty`] writes, and whether they are all of it.
pub fn pretty_start(value: &Value<'_>, most: usize) -> (String, bool) {
    let mut start = Start { text: Vec::new(), most };
    let is_whole = write_pretty(value, &mut start).is_ok();
    (String::from_utf8_lossy(&start.text).into_owned(), is_whole)
}

/// Keeps whole pieces while there is room.
struct Start {
    text: Vec<u8>,
    most: usize,
}

impl Write for Start {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.text.len().saturating_add(bytes.len()) > self.most {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Escapes canonical bytes and passes them on. Each piece is whole characters.
struct Safe<'o> {
    out: &'o mut dyn Write,
    written: io::Result<()>,
}

impl canonical::Sink for Safe<'_> {
    fn put(&mut self, bytes: &[u8]) {
        if self.written.is_ok() {
            self.written = match std::str::from_utf8(bytes) {
                Ok(text) => write_escaped(text, self.out),
                Err(_) => self.out.write_all(bytes),
            };
        }
    }

    fn room(&self) -> usize {
        if self.written.is_ok() { usize::MAX } else { 0 }
    }
}

fn write_value(value: &Value<'_>, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    match value.kind() {
        Kind::Array(elements) if !elements.is_empty() => {
            let entries = elements.iter().map(|element| (None, *element));
            write_entries(["[", "]"], entries, depth, out)
        }
        Kind::Object(object) if !object.members().is_empty() => {
            let entries = object.members().iter().map(|member| (Some(member.name), member.value));
            write_entries(["{", "}"], entries, depth, out)
        }
        _ => write_compact(value, out),
    }
}

fn write_entries<'a>(
    [open, close]: [&str; 2],
    entries: impl Iterator<Item = (Option<&'a str>, Value<'a>)>,
    depth: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(open.as_bytes())?;
    let indent = "  ".repeat(depth + 1);
    for (index, (name, value)) in entries.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        out.write_all(indent.as_bytes())?;
        if let Some(name) = name {
            write_compact(&Value::made_text(name), out)?;
            out.write_all(b": ")?;
        }
        write_value(&value, depth + 1, out)?;
    }
    write!(out, "\n{}{close}", "  ".repeat(depth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Document};
    use crate::text::is_hostile;

    fn root<'a>(text: &'a str, arena: &'a Arena) -> Value<'a> {
        Document::parse(text.as_bytes(), arena).unwrap().root()
    }

    #[test]
    fn both_forms_are_the_same_data_with_nothing_hostile_in_it() {
        let arena = Arena::new();
        let hostile = "{\"b\":[1,2.50,{}],\"a\u{202e}\":\"\\u001b[2J\u{9b}\u{e0041} \u{e9}\",\"n\":123456789012345678901234567890}";
        let value = root(hostile, &arena);
        let mut compact = Vec::new();
        write_compact(&value, &mut compact).unwrap();
        for text in [String::from_utf8(compact).unwrap(), pretty_start(&value, 1_000).0] {
            assert!(!text.replace('\n', "").contains(is_hostile), "{text}");
            assert_eq!(canonical::to_bytes(&root(&text, &arena)), canonical::to_bytes(&value));
        }
    }

    #[test]
    fn pretty_is_indented() {
        let arena = Arena::new();
        let value = root(r#"{"b":[1,{}],"a":[]}"#, &arena);
        let whole = "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {}\n  ]\n}\n";
        assert_eq!(pretty_start(&value, whole.len()), (whole.to_owned(), true));
        for most in 0..whole.len() {
            let (start, is_whole) = pretty_start(&value, most);
            assert!(whole.starts_with(&start) && start.len() <= most && !is_whole, "{most}");
        }
    }
}
