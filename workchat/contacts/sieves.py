"""How what is looked for becomes SQL: each condition is a sieve, which gives its contacts or tests one of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from workchat.contacts.wanted import NO, YES, Wanted
from workchat.contacts.words import LAST
from workchat.vault import vault

# The words of the index contact_states: 1 saved, 2 approved, 4 opted out, added up.
STATE = """(CASE WHEN saved_at IS NULL THEN 0 ELSE 1 END + CASE WHEN approved_at IS NULL THEN 0 ELSE 2 END
+ CASE WHEN opted_out_at IS NULL THEN 0 ELSE 4 END)"""
BITS = {"saved": 1, "approved": 2, "silent": 4}

# A test is a scalar subquery: Postgres would turn EXISTS into a join that reads everybody who has a common word.
WORD = (
    "SELECT contact_id FROM contact_word WHERE word >= ? AND word < ?",
    "(SELECT 1 FROM contact_word w WHERE w.contact_id = c.id AND w.word >= ? AND w.word < ? LIMIT 1) = 1",
)
CPF = (
    "SELECT contact_id FROM contact_word WHERE word >= ? AND word < ?"
    " UNION ALL SELECT id FROM contact WHERE cpf_fingerprint = ?",
    "((SELECT 1 FROM contact_word w WHERE w.contact_id = c.id AND w.word >= ? AND w.word < ? LIMIT 1) = 1"
    " OR (SELECT 1 FROM contact p WHERE p.id = c.id AND p.cpf_fingerprint = ?) = 1)",
)
GROUP = (
    "SELECT contact_id FROM group_member WHERE group_id = ?",
    "(SELECT 1 FROM group_member g WHERE g.contact_id = c.id AND g.group_id = ? LIMIT 1) = 1",
)
TAG = (
    "SELECT contact_id FROM contact_tag WHERE tag_id = ?",
    "(SELECT 1 FROM contact_tag t WHERE t.contact_id = c.id AND t.tag_id = ? LIMIT 1) = 1",
)
STATES = (
    f"SELECT id FROM contact WHERE erased_at IS NULL AND {STATE} IN",  # noqa: S608
    f"(SELECT {STATE} FROM contact s WHERE s.id = c.id) IN",  # noqa: S608
)


@dataclass(frozen=True)
class Sieve:
    """`ids`: a SELECT of those who pass. `test`: a condition on one contact `c`. Both take `values`.

    `part`: what the name must contain, which costs much less to see than the test.
    """

    ids: str
    test: str
    values: tuple
    rank: int = 0  # the more let pass, as a rule, the higher: they are tested rather than gathered
    part: str = ""


def sieves(wanted: Wanted) -> list[Sieve]:
    """Whom all of them let through is found."""
    return [*_typed(wanted), *_chosen(wanted)]


def _typed(wanted: Wanted) -> Iterator[Sieve]:
    for word in wanted.words:
        if wanted.cpf:
            yield Sieve(*CPF, (word, word + LAST, vault.fingerprint(wanted.cpf)))
        else:
            # Digits may be of the phone; and one letter stands in most names.
            part = "" if word.isdecimal() or len(word) == 1 else word
            yield Sieve(*WORD, (word, word + LAST), rank=0 if len(word) > 1 else 1, part=part)
    if wanted.typed and not wanted.words:  # signs alone: nobody is called so
        yield Sieve(*WORD, (wanted.typed, wanted.typed))


def _chosen(wanted: Wanted) -> Iterator[Sieve]:
    if wanted.group:
        yield Sieve(*GROUP, (wanted.group,), rank=2)
    if wanted.tag:
        yield Sieve(*TAG, (wanted.tag,), rank=2)
    asked = {BITS[name]: getattr(wanted, name) for name in BITS if getattr(wanted, name) in (YES, NO)}
    if asked:
        sums = [n for n in range(8) if all(bool(n & bit) == (answer == YES) for bit, answer in asked.items())]
        among = f" ({', '.join(map(str, sums))})"
        yield Sieve(STATES[0] + among, STATES[1] + among, (), rank=3)


def tests_of(some: list[Sieve]) -> tuple[str, list]:
    """(conditions on `c`, values): the cheap ones first, so that few contacts come to the others."""
    parts = [sieve.part for sieve in some if sieve.part]
    ordered = sorted(some, key=lambda sieve: bool(sieve.part))  # nearly sure after its part: last
    text = " AND c.search_name LIKE ?" * len(parts) + "".join(f" AND {sieve.test}" for sieve in ordered)
    return text, [f"%{part}%" for part in parts] + values_of(ordered)


def values_of(some: list[Sieve]) -> list:
    return [value for sieve in some for value in sieve.values]
