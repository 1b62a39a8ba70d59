//! From text to a value, for documents that are known to be good: real bundles whose numbers are integers.

use super::Json;

impl Json {
    /// Reads a document.
    ///
    /// # Panics
    /// If it is not JSON, or has a number that is not hashed as it is written.
    pub fn parse(text: &str) -> Self {
        let value: serde_json::Value = serde_json::from_str(text).expect("a good document");
        let mut reader = Reader { rest: text };
        let read = reader.value();
        assert_eq!(reader.rest.trim(), "", "text after the document");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&read.compact()).ok(), Some(value), "two readers agree");
        read
    }
}

/// A reader by recursive descent that trusts `serde_json` to have looked at the grammar.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self) -> Json {
        match self.peek() {
            '{' => Json::Object(self.list('{', '}', |reader| {
                let name = reader.string();
                reader.take(':');
                (name.into(), reader.value())
            })),
            '[' => Json::Array(self.list('[', ']', Self::value)),
            '"' => Json::String(self.string()),
            _ => self.word(),
        }
    }

    fn list<T>(&mut self, open: char, close: char, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        self.take(open);
        while self.peek() != close {
            if !items.is_empty() {
                self.take(',');
            }
            items.push(item(self));
        }
        self.take(close);
        items
    }

    fn string(&mut self) -> String {
        self.peek();
        let mut stream = serde_json::Deserializer::from_str(self.rest).into_iter::<String>();
        let text = stream.next().expect("a string").expect("a good string");
        self.rest = &self.rest[stream.byte_offset()..];
        text
    }

    fn word(&mut self) -> Json {
        let end = self.rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            number => {
                assert!(!number.contains(['.', 'e', 'E']) && number != "-0");
                Json::number(number.to_owned())
            }
        }
    }

    fn peek(&mut self) -> char {
        self.rest = self.rest.trim_start();
        self.rest.chars().next().expect("more text")
    }

    fn take(&mut self, expected: char) {
        assert_eq!(self.peek(), expected);
        self.rest = &self.rest[expected.len_utf8()..];
    }
}
