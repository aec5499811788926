"""How many people a day WhatsApp lets a number begin to write to. Asked every few hours: a good name raises it."""

from workchat.whatsapp.models import Number


def sync_limit(number: Number, api) -> None:
    """Keep what Meta says of the number; a word that nobody knows keeps what was known.

    :raises CloudError: when Meta cannot be asked.
    """
    limit = api.messaging_limit(number.phone_number_id)
    if limit and limit != number.messaging_limit:
        number.messaging_limit = limit
        number.save(only=[Number.messaging_limit])
