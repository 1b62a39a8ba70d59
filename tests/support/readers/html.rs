//! A small reader of HTML pages: elements, attributes, texts with their references undone.

/// An element.
#[derive(Debug, Default)]
pub struct Node {
    /// Its name.
    pub name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
}

#[derive(Debug)]
enum Child {
    Node(Node),
    Text(String),
}

/// Elements that have no end.
const VOID: [&str; 5] = ["!DOCTYPE", "meta", "input", "path", "circle"];

/// Reads a page; the element that it returns holds what is at the top.
pub fn read(page: &str) -> Node {
    let mut open = vec![Node::default()];
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        add(&mut open, Child::Text(undo(text)));
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let node = open.pop().unwrap();
            assert_eq!(node.name, name, "elements end in the order in which they began");
            add(&mut open, Child::Node(node));
            continue;
        }
        let node = read_tag(tag.trim_end_matches('/'));
        if VOID.contains(&node.name.as_str()) {
            add(&mut open, Child::Node(node));
        } else if node.name == "style" {
            let (_, after) = rest.split_once("</style>").expect("a style ends");
            rest = after;
        } else {
            open.push(node);
        }
    }
    assert_eq!(open.len(), 1, "every element ends");
    open.pop().unwrap()
}

fn add(open: &mut [Node], child: Child) {
    open.last_mut().expect("more ends than beginnings").children.push(child);
}

fn read_tag(tag: &str) -> Node {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut node = Node { name: name.to_owned(), ..Node::default() };
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("an attribute ends"),
            None => ("", after),
        };
        node.attributes.push((attribute.to_owned(), undo(value)));
        rest = after.trim_start();
    }
    node
}

/// Undoes character references; an unknown one is a fault of the page.
fn undo(text: &str) -> String {
    let mut parts = text.split('&');
    let mut undone = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';').unwrap_or_else(|| panic!("a reference ends: {part:?}"));
        undone.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            "#96" => '`',
            other => panic!("the reference {other:?}"),
        });
        undone += rest;
    }
    undone
}

impl Node {
    /// The value of an attribute; empty if it has none.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is of that class.
    pub fn is_of(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|known| known == class))
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    /// Every element below it of that name, in the order of the page.
    pub fn all(&self, name: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        self.collect(name, &mut found);
        found
    }

    fn collect<'n>(&'n self, name: &str, found: &mut Vec<&'n Self>) {
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            }
            element.collect(name, found);
        }
    }

    /// The first element of that name, which must be there.
    pub fn first(&self, name: &str) -> &Self {
        self.all(name).into_iter().next().unwrap_or_else(|| panic!("<{name}> in <{}>", self.name))
    }

    /// Its own text and that of all that is in it.
    pub fn text(&self) -> String {
        let parts = self.children.iter().map(|child| match child {
            Child::Node(node) => node.text(),
            Child::Text(text) => text.clone(),
        });
        parts.collect()
    }

    /// Its text, with the names that are set as code between backticks, as sentences have them.
    pub fn prose(&self) -> String {
        let parts = self.children.iter().map(|child| match child {
            Child::Node(node) if node.name == "code" => format!("`{}`", node.text()),
            Child::Node(node) => node.prose(),
            Child::Text(text) => text.clone(),
        });
        parts.collect()
    }

    /// The only part of a class, if there is one.
    pub fn part(&self, class: &str) -> Option<&Self> {
        self.elements().find_map(|element| if element.is_of(class) { Some(element) } else { element.part(class) })
    }

    /// Its own text, without that of its elements.
    pub fn own_text(&self) -> String {
        let texts = self.children.iter().filter_map(|child| match child {
            Child::Node(_) => None,
            Child::Text(text) => Some(text.as_str()),
        });
        texts.collect()
    }

    /// The section with that heading.
    pub fn section(&self, heading: &str) -> Option<&Self> {
        self.all("section").into_iter().find(|section| section.first("h2").text() == heading)
    }

    /// The rows of the table with that label.
    pub fn table(&self, label: &str) -> Vec<Vec<String>> {
        let found = self.all("div").into_iter().find(|part| part.attribute("aria-label") == Some(label));
        let rows = found.into_iter().flat_map(|part| part.first("tbody").all("tr"));
        rows.map(|row| row.all("td").iter().map(|cell| cell.text()).collect()).collect()
    }

    /// Names and values of the list of facts that is directly in it.
    pub fn facts(&self) -> Vec<(String, String)> {
        let lists = self.elements().filter(|list| list.name == "dl");
        let rows = lists.flat_map(|list| list.all("div"));
        rows.map(|row| (row.first("dt").text(), row.first("dd").text())).collect()
    }
}
