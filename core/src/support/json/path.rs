//! The path of the entry at which serde_json stopped, such as `responders[0].addresses[1].ip`.
//!
//! serde_path_to_error gives it as well, and makes a second copy of every deserializer for that (decision
//! 0009). A document is small and wrong only once, so it is read again instead, up to the place of the error.

/// One container around the place.
enum Container<'a> {
    /// An object, and the key whose value comes or came last.
    Object(Option<&'a str>),
    /// An array, and the index of the entry.
    Array(usize),
}

/// The path of what is wrong; empty for the document itself. `is_whole`: an object as a whole is wrong, not
/// its last entry.
pub(super) fn of(text: &str, error: &serde_json::Error, is_whole: bool) -> String {
    let read = read_until(text, error.line(), error.column());
    let mut containers = Vec::new();
    let mut rest = read;
    while let Some(byte) = rest.bytes().next() {
        match byte {
            b'{' => containers.push(Container::Object(None)),
            b'[' => containers.push(Container::Array(0)),
            // A check of the last entry fails when the container has been read to its end.
            b'}' | b']' if rest.len() > 1 || is_whole => drop(containers.pop()),
            b',' => match containers.last_mut() {
                Some(Container::Object(key)) => *key = None,
                Some(Container::Array(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                let (string, after) = string(rest);
                if let Some(Container::Object(key @ None)) = containers.last_mut() {
                    *key = Some(string);
                }
                rest = after;
                continue;
            }
            _ => {}
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    written(&containers)
}

/// What serde_json had read: it counts lines from 1, and columns in bytes.
fn read_until(text: &str, line: usize, column: usize) -> &str {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = before.map(str::len).sum();
    text.get(..start + column).unwrap_or(text)
}

/// The string at the beginning, as it is written, and what follows it.
fn string(text: &str) -> (&str, &str) {
    let mut is_escaped = false;
    for (place, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => {
                let string = text.get(1..place).unwrap_or_default();
                return (string, text.get(place + 1..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (text, "")
}

fn written(containers: &[Container<'_>]) -> String {
    let mut path = String::new();
    for container in containers {
        match container {
            Container::Object(Some(key)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Container::Object(None) => {}
            Container::Array(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}
