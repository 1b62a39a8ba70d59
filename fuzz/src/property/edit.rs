//! Edits of a document, read from bytes: few bytes reach every place and every kind of value.

use crate::support::json::Json;

/// More edits than this say nothing new.
const EDITS: usize = 6;

/// Bytes that say what to do; where they end, there are only zeros.
pub struct Script<'s>(pub &'s [u8]);

impl Script<'_> {
    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// Whether its bytes end.
    pub const fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::from(u16::from_le_bytes([self.byte(), self.byte()])) % end
    }

    /// A short text.
    pub fn text(&mut self) -> String {
        let length = usize::from(self.byte() % 32).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}

/// Edits `json` as `script` says, until its bytes end.
pub fn edit(json: &mut Json, script: &mut Script<'_>) {
    for _ in 0..EDITS {
        if script.is_over() {
            return;
        }
        once(json, script);
    }
}

/// Edits `json` in one place.
pub fn once(json: &mut Json, script: &mut Script<'_>) {
    let pointers = json.pointers();
    if pointers.is_empty() {
        return;
    }
    let place = &pointers[script.below(pointers.len())];
    match script.byte() % 7 {
        0 => json.set(place, value(script)),
        1 => drop(json.remove(place)),
        // A part that is valid, in another place.
        2 => {
            let other = json.at(&pointers[script.below(pointers.len())]).clone();
            json.set(place, other);
        }
        3 => twice(json, place),
        4 => exchange(json, place, script),
        5 => letter(json.at_mut(place), script),
        _ => add(json.at_mut(place), script),
    }
}

/// Doubles an element; a member gets a namesake.
fn twice(json: &mut Json, place: &str) {
    let copy = json.at(place).clone();
    match parent(json, place) {
        Json::Array(elements) => elements.push(copy),
        Json::Object(members) => {
            let name = place.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
            members.push((name.into(), copy));
        }
        _ => {}
    }
}

/// Exchanges two elements, or the names of two members.
fn exchange(json: &mut Json, place: &str, script: &mut Script<'_>) {
    match parent(json, place) {
        Json::Array(elements) => {
            let (a, b) = (script.below(elements.len()), script.below(elements.len()));
            elements.swap(a, b);
        }
        Json::Object(members) => {
            let (a, b) = (script.below(members.len()), script.below(members.len()));
            let name = members[a].0.clone();
            members[a].0 = std::mem::replace(&mut members[b].0, name);
        }
        _ => {}
    }
}

/// Changes one letter of a string or one digit of a number.
fn letter(value: &mut Json, script: &mut Script<'_>) {
    match value {
        Json::String(text) if !text.is_empty() => {
            let mut letters: Vec<char> = text.chars().collect();
            let place = script.below(letters.len());
            letters[place] = char::from(script.byte());
            *text = letters.into_iter().collect();
        }
        Json::Number(text) => *text = format!("{text}{}", script.byte() % 10).into(),
        Json::Bool(flag) => *flag = !*flag,
        other => *other = self::value(script),
    }
}

/// Adds a member or an element.
fn add(container: &mut Json, script: &mut Script<'_>) {
    match container {
        Json::Object(members) => members.push((script.text().into(), value(script))),
        Json::Array(elements) => elements.push(value(script)),
        _ => {}
    }
}

fn parent<'j>(json: &'j mut Json, place: &str) -> &'j mut Json {
    json.at_mut(place.rsplit_once('/').map_or("", |(parent, _)| parent))
}

/// Values that programs mistake for others.
fn value(script: &mut Script<'_>) -> Json {
    const NUMBERS: [&str; 12] = [
        "0",
        "1",
        "-1",
        "2",
        "18446744073709551616",
        "-9223372036854775809",
        "1.0",
        "-0.0",
        "1e400",
        "1E-400",
        "0.1",
        "340282366920938463463374607431768211456",
    ];
    const TEXTS: [&str; 12] = [
        "",
        "record",
        "graph",
        "ed25519",
        "2026-02-30T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "pith-v1-2026-05",
        "1.0",
        "\u{202e}\u{1b}[2J</script>",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "record_created",
        "graph_snapshot",
    ];
    match script.byte() % 9 {
        0 => Json::Null,
        1 => Json::Bool(true),
        2 => Json::number(NUMBERS[script.below(NUMBERS.len())]),
        3 => TEXTS[script.below(TEXTS.len())].into(),
        4 => script.text().into(),
        5 => Json::Array(Vec::new()),
        6 => Json::Object(Vec::new()),
        7 => Json::Array(vec![script.text().into(), script.text().into()]),
        _ => "x".repeat(script.below(5000)).into(),
    }
}
