//! Workflow commands of GitHub, their escapes undone.

/// `::error file=…,line=…,col=…,title=…::message`
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// `error` or `warning`.
    pub name: String,
    /// Properties in their order.
    pub properties: Vec<(String, String)>,
    /// The message.
    pub message: String,
}

impl Command {
    /// The property of that name.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The commands, and the lines that are none.
pub fn read(text: &str) -> (Vec<Command>, Vec<String>) {
    let (mut commands, mut lines) = (Vec::new(), Vec::new());
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        match line.strip_prefix("::") {
            Some(command) => commands.push(read_command(command)),
            None => lines.push(undo(line)),
        }
    }
    (commands, lines)
}

/// As the runner of GitHub does: up to the next `::` are name and properties, which end at commas.
fn read_command(command: &str) -> Command {
    let (head, message) = command.split_once("::").expect("a command has a message");
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let properties = properties.split(',').map(|property| {
        let (name, value) = property.split_once('=').unwrap_or_else(|| panic!("a property, not {property:?}"));
        (name.to_owned(), undo(&value.replace("%3A", ":").replace("%2C", ",")))
    });
    Command { name: name.to_owned(), properties: properties.collect(), message: undo(message) }
}

fn undo(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}
