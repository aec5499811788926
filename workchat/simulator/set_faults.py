"""The administrator asks the pretended WhatsApp to misbehave, to see what the desk does then."""

from workchat.simulator.models import Faults


def set_faults(fail_code: int, fail_count: int, delay: int, **switches: bool) -> None:
    """`delay` in seconds; `switches`: duplicate, reorder, read_receipts."""
    row = {"fail_code": fail_code, "fail_count": fail_count if fail_code else 0, "delay_ms": delay * 1000, **switches}
    if not Faults.update(row).where(Faults.id == 1).execute():
        Faults.create(id=1, **row)
