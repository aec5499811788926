"""How the pretended WhatsApp says no: Meta's codes, their HTTP status and the shape of its errors. Pure.

Codes, statuses and titles: Meta's error table, Graph v25. Throttling is HTTP 400 there, not 429.
"""

import hashlib

HTTP_OTHER_THAN_400 = {
    0: 401, 190: 401, 3: 500, 10: 403, 131005: 403, 2: 503, 131031: 403, 368: 403, 130497: 403, 131045: 500,
    131057: 500, 131000: 500, 131016: 500, 133004: 503, 132001: 404,
    **dict.fromkeys(range(200, 300), 403),
}  # fmt: skip
TITLES = {
    0: "AuthException", 1: "API Unknown", 2: "API Service", 4: "Application request limit reached",
    10: "Permission Denied", 100: "Invalid parameter", 190: "Invalid OAuth access token",
    368: "Temporarily blocked for policies violations", 80007: "Rate limit issues", 130429: "Rate limit hit",
    130472: "User's number is part of an experiment", 131000: "Something went wrong", 131005: "Access denied",
    131008: "Required parameter is missing", 131009: "Parameter value is not valid",
    131016: "Service unavailable", 131021: "Recipient cannot be sender", 131026: "Message undeliverable",
    131030: "Recipient phone number not in allowed list", 131031: "Business account has been locked",
    131042: "Business eligibility payment issue", 131045: "Incorrect certificate",
    131047: "Re-engagement message", 131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement",
    131050: "User has stopped marketing messages from this business", 131051: "Unsupported message type",
    131053: "Media upload error", 131056: "(Business account, consumer account) pair rate limit hit",
    131057: "Business account is in maintenance mode", 132000: "Template param count mismatch",
    132001: "Template does not exist", 132012: "Template param format mismatch",
    132015: "Template is paused", 132016: "Template is disabled",
    133010: "Phone number not registered", 135000: "Generic user error",
}  # fmt: skip
# Meta often accepts these and says no later, in a status.
LATER_CODES = frozenset({131026, 131049, 131050})
WRITTEN_AS_TEXT = frozenset({100, 190})  # whose error_data Meta has been seen to send as a bare string


class Wrong(Exception):
    """What Meta answers instead of taking a call: its code, and details in English as Meta writes them."""

    def __init__(self, code: int, details: str = "", http: int | None = None) -> None:
        super().__init__(f"{code} {details}")
        self.code, self.details, self.http = code, details, http or http_of(code)


def http_of(code: int) -> int:
    """The HTTP status that comes with a code."""
    return HTTP_OTHER_THAN_400.get(code, 400)


def title_of(code: int) -> str:
    return TITLES.get(code, "Something went wrong")


def error_answer(wrong: Wrong) -> dict:
    """The JSON body of a refused call."""
    about = wrong.details or title_of(wrong.code)
    product = {"messaging_product": "whatsapp", "details": about}
    error = {
        "message": f"(#{wrong.code}) {title_of(wrong.code)}",
        "type": "OAuthException",
        "code": wrong.code,
        "error_data": about if wrong.code in WRITTEN_AS_TEXT else product,
        "fbtrace_id": "A" + hashlib.sha256(about.encode()).hexdigest()[:22],
    }
    return {"error": error}


def error_in_status(code: int) -> dict:
    """One item of `statuses[].errors[]`."""
    title = title_of(code)
    href = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
    return {"code": code, "title": title, "message": title, "error_data": {"details": f"{title}."}, "href": href}
