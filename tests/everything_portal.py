"""The school's portal in the school in which every page has something on it: somebody came, somebody was refused."""

from tests.cast import NOW, Cast
from workchat.accounts.models import AuditEntry
from workchat.embed.launch import ENTERED
from workchat.embed.refuse import AREA, REFUSED
from workchat.embed.rules import CHECKS


def fill_portal(cast: Cast) -> dict[str, list[int]]:
    """Bia entered; somebody was refused; Ana changed the setting; somebody came whom the school does not have now."""
    came = {"at": NOW, "area": AREA, "field": ENTERED, "after": "Entrou pelo portal"}
    AuditEntry.create(**came, user=cast.bia, subject=f"Pessoa {cast.bia.id}")
    AuditEntry.create(**came, subject="Pessoa 0")
    AuditEntry.create(at=NOW, area=AREA, subject="P-7K3M-92QD", field=REFUSED, after=CHECKS["missing"].format("jti"))
    AuditEntry.create(at=NOW, user=cast.ana, area=AREA, field="Criar a pessoa", before="Não", after="Sim")
    cast.bia.portal_subject = "bia.rocha"
    cast.bia.save()
    return {}  # no address has an id of these
