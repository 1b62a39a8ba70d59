//! What a build holds beside the signatures that each request makes anew.

use crate::json::{Arena, Object, Value};

/// The members of a bundle that describe its sealing, and nothing of the paper.
const OF_THE_BUILD: [&str; 2] = ["built_at", "bundle_signature"];

/// The members of an event's `signature` that signing it anew changes.
const OF_THE_SIGNING: [&str; 2] = ["signature_b64", "signed_at"];

/// The content of a bundle: all but `built_at`, `bundle_signature`, and of the events' signatures the time and the
/// signature itself.
///
/// A publisher that answers each request with a new build signs the same events anew each time, at the second of the
/// build, so two builds of one second with the same content are one. The receipt is part of the content: the event's id
/// covers it, time and all.
pub(crate) fn content<'a>(bundle: Object<'a>, arena: &'a Arena) -> Value<'a> {
    let members = bundle.members().iter().filter(|member| !OF_THE_BUILD.contains(&member.name));
    let members = members.map(|member| match (member.name, member.value.as_array()) {
        ("events", Some(events)) => {
            let events: Vec<Value<'a>> = events.iter().map(|event| without_signing(*event, arena)).collect();
            (member.name, Value::made_array(arena, &events))
        }
        _ => (member.name, member.value),
    });
    Value::made_object(arena, members)
}

fn without_signing<'a>(event: Value<'a>, arena: &'a Arena) -> Value<'a> {
    let signature = event.as_object().and_then(|event| event.get("signature")?.as_object());
    let (Some(object), Some(signature)) = (event.as_object(), signature) else { return event };
    let rest = signature.members().iter().filter(|member| !OF_THE_SIGNING.contains(&member.name));
    let rest = Value::made_object(arena, rest.map(|member| (member.name, member.value)));
    let members = object.members().iter();
    let members = members.map(|member| (member.name, if member.name == "signature" { rest } else { member.value }));
    Value::made_object(arena, members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::json::canonical;

    fn content_of(text: &str) -> String {
        let arena = Arena::new();
        let root = Document::parse(text.as_bytes(), &arena).unwrap().root();
        String::from_utf8(canonical::to_bytes(&content(root.as_object().unwrap(), &arena))).unwrap()
    }

    #[test]
    fn signing_anew_leaves_the_content_as_it_was() {
        let signed = |time: &str| {
            format!(
                r#"{{"built_at":"{time}","bundle_signature":{{"signed_at":"{time}"}},
                "events":[{{"event_id":"a","signature":{{"key_id":"k","signature_b64":"{time}","signed_at":"{time}"}}}}]}}"#
            )
        };
        let content = content_of(&signed("a second"));
        assert_eq!(content, r#"{"events":[{"event_id":"a","signature":{"key_id":"k"}}]}"#);
        assert_eq!(content_of(&signed("another second")), content);
    }

    #[test]
    fn everything_else_is_content() {
        for (text, expected) in [
            ("{}", "{}"),
            (r#"{"events":7}"#, r#"{"events":7}"#),
            (r#"{"events":[7,{"signature":null}]}"#, r#"{"events":[7,{"signature":null}]}"#),
            (r#"{"events":[{"signed_at":1}]}"#, r#"{"events":[{"signed_at":1}]}"#),
            (r#"{"links":{"built_at":1}}"#, r#"{"links":{"built_at":1}}"#),
        ] {
            assert_eq!(content_of(text), expected);
        }
    }
}
