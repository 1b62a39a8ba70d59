"""Changes to a bundle, at every layer. Each takes a random generator and a draft, and changes the draft's bundle.

A change that does not fit the bundle (any more) raises one of `sealing.NOT_APPLICABLE`, or does nothing. Here is how often
each is made: `BODY` inside signed events and the bundle, `SIGNATURES` of sealed events, `STATE`, `OUTSIDE` of the sealed
bundle, and `TEXT` of the written text.
"""

from __future__ import annotations

import mutate_events as events
import mutate_keys as keys
import mutate_record as record
import mutate_signatures as signatures
import mutate_text as text
from mutate_state import STATE  # noqa: F401, one of the layers


def weighted(changes: dict) -> list:
    """Each change as often as its weight says."""
    return [change for change, weight in changes.items() for _ in range(weight)]


BODY = weighted(
    {
        record.record_member: 2,
        record.record_year: 1,
        record.record_source: 1,
        record.titles: 2,
        record.snapshot_sections: 2,
        record.alias_member: 1,
        record.alias_list: 2,
        record.bundle_member: 2,
        record.unknown_member: 1,
        record.other_members: 1,
        events.event_member: 2,
        events.event_payload: 2,
        events.event_signer: 2,
        events.event_kind: 2,
        events.event_time: 3,
        events.event_supersedes: 2,
        events.event_previous: 2,
        events.event_follows_later: 2,
        events.event_owner: 2,
        events.event_fork: 2,
        events.event_loop: 1,
        events.event_list: 2,
        events.event_again: 1,
        events.record_again: 2,
        record.numbers_exchanged: 3,
        record.other_times: 2,
        record.receipt_elsewhere: 1,
        record.receipt: 4,
        keys.key_member: 1,
        keys.key_bytes: 2,
        keys.key_text: 1,
        keys.key_list: 2,
        keys.key_claims: 2,
        keys.key_renamed: 1,
    }
)
SIGNATURES = weighted(
    {
        signatures.event_signature: 5,
        signatures.event_signature_gone: 1,
        signatures.event_id: 2,
        signatures.event_subject: 1,
        signatures.event_signed_twice: 1,
        signatures.event_version: 1,
    }
)
OUTSIDE = weighted(
    {
        signatures.bundle_signature: 4,
        signatures.bundle_signature_gone: 1,
        signatures.bundle_signature_time: 1,
        signatures.after_sealing: 2,
        record.bundle_version: 1,
    }
)
TEXT = weighted(
    {
        text.text_repeated: 1,
        text.text_value: 2,
        text.text_around: 1,
        text.text_bytes: 1,
    }
)
