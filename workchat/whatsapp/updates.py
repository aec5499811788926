"""What WhatsApp can tell the school: a message, a tick, a changed number, a notice about the account.

Every `at` is naive UTC, or None when Meta gave no readable time: the arrival counts then.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IncomingMedia:
    """A file at Meta, not yet here. `sha256` is base64; the id lives 7 days and the url 5 minutes (Meta: media)."""

    id: str | None
    mime: str
    sha256: str | None = None
    filename: str | None = None
    caption: str | None = None
    voice: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """What a person did on WhatsApp. `wa_id` (digits, no +) or `bsuid` is there, and often both.

    `kind` is ours: text image document audio video sticker location contacts button form reaction edit revoke
    system_other group unsupported. `raw_type` is Meta's word. What only one kind has lies in `details`:
    reaction, edit and revoke name the other message as `target`.
    """

    phone_number_id: str
    account_id: str | None
    id: str
    at: datetime | None
    kind: str
    raw_type: str
    wa_id: str | None = None
    bsuid: str | None = None
    parent_bsuid: str | None = None
    profile_name: str | None = None
    username: str | None = None
    text: str | None = None
    button_id: str | None = None
    quoted_id: str | None = None
    media: IncomingMedia | None = None
    details: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A tick, or a failure, of a message that left. `key` is what the send carried as biz_opaque_callback_data."""

    phone_number_id: str
    account_id: str | None
    id: str
    status: str
    at: datetime | None
    recipient_wa_id: str | None = None
    recipient_bsuid: str | None = None
    key: str | None = None
    error_code: int | None = None
    error_text: str | None = None
    pricing_category: str | None = None
    pricing_type: str | None = None


@dataclass(frozen=True, slots=True)
class NumberChanged:
    """The same person has a new phone or a new user id; whichever is None did not come."""

    phone_number_id: str | None
    account_id: str | None
    id: str | None
    at: datetime | None
    old_wa_id: str | None
    old_bsuid: str | None
    new_wa_id: str | None
    new_bsuid: str | None


@dataclass(frozen=True, slots=True)
class PreferenceChanged:
    """The person told WhatsApp to stop, or to resume, a category: value stop | resume, category marketing_messages."""

    phone_number_id: str | None
    account_id: str | None
    wa_id: str | None
    bsuid: str | None
    value: str
    category: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TemplateChanged:
    """Meta approved, refused, paused, rated or moved one of the school's templates."""

    account_id: str | None
    field: str
    event: str | None
    template_id: str | None
    name: str | None
    language: str | None
    category: str | None
    reason: str | None
    details: dict
    at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountNotice:
    """Something about the whole account or number: restriction, quality, limit, or errors at Meta (event `errors`)."""

    account_id: str | None
    field: str
    event: str | None
    phone_number_id: str | None
    details: dict
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Other:
    """A kind of update that WorkChat does not act on."""

    field: str
    phone_number_id: str | None
    account_id: str | None
    raw: dict


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One update that could not be read. `raw` is a whole envelope with this update alone, so it can be read again.

    `error` is Portuguese, for a person of the school, and holds nothing personal.
    """

    phone_number_id: str | None
    error: str
    raw: dict


Update = (
    IncomingMessage | StatusUpdate | NumberChanged | PreferenceChanged | TemplateChanged | AccountNotice | Other
    | Unreadable
)  # fmt: skip
