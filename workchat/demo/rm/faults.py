"""What can go wrong between a school's TOTVS and WorkChat, to be switched on and off while the invented one runs."""

from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Faults:
    """Everything off. A number ending in `_next` is how many of the coming requests it befalls."""

    slow: float = 0  # seconds before each answer
    drip: float = 0  # seconds between the pieces of each body: it never stands still, and never ends
    drop_next: int = 0  # cut before any answer
    cut_next: int = 0  # cut in the middle of the body
    busy_next: int = 0  # 503, by a proxy in front of RM
    licence_next: int = 0  # no RM licence is free
    licence_when_parallel: bool = False  # a second request at the same time finds no licence
    expires_in: float = 300  # of a token, in seconds
    wrong_password: bool = False  # RM refuses this user
    token_off: bool = False  # no token route: plain 404
    bearer_off: bool = False  # tokens are given and then not believed
    rest_off: bool = False  # the whole REST side is not published: plain 404
    soap_off: bool = False
    missing: set[str] = field(default_factory=set)  # sentences that somebody deleted
    forbidden: set[str] = field(default_factory=set)  # sentences that the user's profile hides
    leak_parameters: bool = False  # the sentence wants other parameters; the fault tells its SQL
    empty: bool = False  # no rows
    half: bool = False  # half the rows
    nothing: bool = False  # 200 with no body at all
    html_200: bool = False  # a login page instead of the answer
    html_500: bool = False  # an error page of a proxy
    not_rows: bool = False  # REST: an object instead of the array
    huge: bool = False  # a body that does not end
    redirect_to: str = ""
    tls: bool = False  # a certificate that nobody signed
    cr_entities: bool = False  # SOAP: &#xD; before each line break
    entities: bool = False  # SOAP: entities that grow when they are expanded
    zone_dates: bool = False  # dates as 2015-03-02T00:00:00-03:00
    more_columns: bool = False  # a sentence that selects more than WorkChat asked for

    def __post_init__(self) -> None:
        self._lock = Lock()

    def befalls(self, name: str) -> bool:
        """Whether this request is one of the next ones that the fault was set for; counts it."""
        with self._lock:
            left = getattr(self, name)
            setattr(self, name, max(0, left - 1))
            return left > 0
