//! JSON pointers (RFC 6901): reading and changing a value in place, and listing every place there is.

use std::collections::HashSet;

use super::Json;

impl Json {
    /// The value at a pointer.
    ///
    /// # Panics
    /// If nothing is there.
    pub fn at(&self, pointer: &str) -> &Self {
        let mut value = self;
        for token in tokens(pointer) {
            value = match value {
                Self::Array(elements) => &elements[index(&token, pointer)],
                object => object.get(&token).unwrap_or_else(|| panic!("nothing at {pointer}")),
            };
        }
        value
    }

    /// The value at a pointer, to be changed.
    ///
    /// # Panics
    /// If nothing is there.
    pub fn at_mut(&mut self, pointer: &str) -> &mut Self {
        let mut value = self;
        for token in tokens(pointer) {
            value = match value {
                Self::Array(elements) => &mut elements[index(&token, pointer)],
                object => object
                    .members_mut()
                    .iter_mut()
                    .find(|(name, _)| *name == token)
                    .map_or_else(|| panic!("nothing at {pointer}"), |(_, value)| value),
            };
        }
        value
    }

    /// Puts a value at a pointer: replaces what is there, or adds the member at the end of its object.
    ///
    /// # Panics
    /// If the place does not exist.
    pub fn set(&mut self, pointer: &str, value: impl Into<Self>) {
        let (parent, token) = split(pointer);
        match self.at_mut(parent) {
            Self::Array(elements) => elements[index(&token, pointer)] = value.into(),
            object => {
                let members = object.members_mut();
                match members.iter_mut().find(|(name, _)| *name == token) {
                    Some((_, old)) => *old = value.into(),
                    None => members.push((token.into(), value.into())),
                }
            }
        }
    }

    /// Appends a value to the array at a pointer.
    ///
    /// # Panics
    /// If no array is there.
    pub fn push(&mut self, pointer: &str, value: impl Into<Self>) {
        self.at_mut(pointer).elements_mut().push(value.into());
    }

    /// Takes out the member or element at a pointer.
    ///
    /// # Panics
    /// If nothing is there.
    pub fn remove(&mut self, pointer: &str) -> Self {
        let (parent, token) = split(pointer);
        match self.at_mut(parent) {
            Self::Array(elements) => elements.remove(index(&token, pointer)),
            object => {
                let members = object.members_mut();
                let position = members.iter().position(|(name, _)| *name == token);
                members.remove(position.unwrap_or_else(|| panic!("nothing at {pointer}"))).1
            }
        }
    }

    /// Pointers of every value below this one, containers before what they hold.
    pub fn pointers(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.list(&mut String::new(), &mut found);
        found
    }

    fn list(&self, here: &mut String, found: &mut Vec<String>) {
        let mut visit = |token: &str, value: &Self| {
            let length = here.len();
            here.push('/');
            here.push_str(&token.replace('~', "~0").replace('/', "~1"));
            found.push(here.clone());
            value.list(here, found);
            here.truncate(length);
        };
        match self {
            Self::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    visit(&index.to_string(), element);
                }
            }
            Self::Object(members) => {
                // Of members with one name, a pointer names the first.
                let mut seen = HashSet::new();
                for (name, value) in members.iter().filter(|(name, _)| seen.insert(name)) {
                    visit(name, value);
                }
            }
            _ => {}
        }
    }
}

fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

fn split(pointer: &str) -> (&str, String) {
    let (parent, token) = pointer.rsplit_once('/').expect("a pointer below the root");
    (parent, token.replace("~1", "/").replace("~0", "~"))
}

fn index(token: &str, pointer: &str) -> usize {
    token.parse().unwrap_or_else(|_| panic!("{token} in {pointer} is no index"))
}
