"""What falls due for many tickets is done for each by itself."""

from workchat.chat.sweep import sweep


def test_one_ticket_that_fails_never_costs_the_others():
    def act(ticket_id: int) -> bool:
        if ticket_id == 2:
            raise ValueError("529.982.247-25")
        return ticket_id != 4

    assert sweep([1, 2, 3, 4], act) == 2


def test_what_failed_is_logged_without_anything_personal(written):
    sweep([7], lambda _ticket: int("Marta Souza"))
    told = [(line["event"], line["ticket"], line["kind"]) for line in written.lines]
    assert told == [("sweep failed", 7, "ValueError")]
    assert "Marta" not in written.text
