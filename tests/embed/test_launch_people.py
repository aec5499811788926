"""Whose pass it is: people whom the school knows, people who are new, and the role that the portal gives them."""

from tests.cast import person
from tests.embed.passes import CHAT, arrive, browser_of, refusals, signed, with_secret
from tests.page import words
from workchat.accounts.models import AuditEntry, Session, User
from workchat.embed.rules import CHECKS

NEW = {"sub": "0042", "name": "  Dora \t Alves ", "email": "Dora@Escola.example"}
DIRECTOR = {"role": "direcao"}


def allow(cast) -> None:
    cast.settings.portal_creates_people = True
    cast.settings.save()


def linked(user: User, subject: str) -> None:
    user.portal_subject = subject
    user.save()


def present() -> User | None:
    row = Session.select().order_by(Session.id.desc()).first()
    return row and row.user


def people_history() -> list[tuple[str, str, str]]:
    rows = AuditEntry.select().where(AuditEntry.area == "people").order_by(AuditEntry.id)
    return [(row.field, row.before, row.after) for row in rows]


def test_a_person_is_found_by_their_user_in_the_portal(cast, config):
    linked(cast.bia, "bia.rocha")
    assert arrive(with_secret(config), signed(sub="bia.rocha")).status_code == 303
    assert present() == cast.bia


def test_the_user_in_the_portal_counts_letter_by_letter(cast, config):
    linked(cast.bia, "bia.rocha")
    assert arrive(with_secret(config), signed(sub="BIA.ROCHA")).status_code == 403


def test_an_email_as_the_user_in_the_portal_finds_who_has_it_here(cast, config):
    assert arrive(with_secret(config), signed(sub="Bia@ESCOLA.example")).status_code == 303
    assert present() == cast.bia


def test_a_sign_that_only_looks_like_a_letter_is_another_email(cast, config):
    """The sign of kelvin in small letters is a k: who calls themselves so in the portal is not Kika."""
    User.update(email="kika@escola.example").where(User.id == cast.bia.id).execute()
    assert arrive(with_secret(config), signed(sub="\u212aika@escola.example")).status_code == 403
    assert refusals()[-1][1] == CHECKS["unknown"]
    assert arrive(with_secret(config), signed(sub="Kika@escola.example")).status_code == 303


def test_an_email_claim_finds_nobody_when_the_user_is_another(cast, config):
    """Only `sub` says who somebody is: an e-mail that a portal lets people change must not open another's account."""
    assert arrive(with_secret(config), signed(sub="0042", email=cast.ana.email, role="direcao")).status_code == 403
    assert refusals()[-1][1] == CHECKS["unknown"]


def test_the_email_of_somebody_with_another_user_in_the_portal_is_refused(cast, config):
    linked(cast.bia, "bia.rocha")
    assert arrive(with_secret(config), signed(sub=cast.bia.email)).status_code == 403
    assert refusals()[-1][1] == CHECKS["linked"]


def test_a_new_person_is_created_where_the_school_allows_it(cast, config):
    allow(cast)
    school = with_secret(config)
    browser = browser_of(school)
    assert arrive(school, signed(**NEW, role="coordenacao"), browser).status_code == 303
    dora = User.get(User.email == "dora@escola.example")
    assert (dora.name, dora.role, dora.portal_subject) == ("Dora Alves", "supervisor", "0042")
    assert (dora.active, dora.password_hash) == (True, None)
    assert present() == dora
    assert people_history() == [("Pessoa", "", "Supervisor, na primeira entrada pelo portal")]
    assert "Dora Alves" in words(browser.get("/account", base_url=CHAT))
    assert arrive(school, signed(sub="0042"), browser).status_code == 303  # the next time without name and e-mail
    assert User.select().where(User.portal_subject == "0042").count() == 1


def test_a_new_person_needs_a_name_and_an_email(cast, config):
    allow(cast)
    for missing in (
        {"name": None},
        {"email": None},
        {"email": "dora"},
        {"name": " \u200b "},
        {"email": 7},
        {"name": []},
    ):
        assert arrive(with_secret(config), signed(**{**NEW, **missing})).status_code == 403
        assert refusals()[-1][1] == CHECKS["details"]
    assert not User.select().where(User.portal_subject == "0042").exists()


def test_a_new_person_with_a_colleagues_email_is_refused(cast, config):
    allow(cast)
    taken = {**NEW, "email": cast.bia.email}
    assert arrive(with_secret(config), signed(**taken)).status_code == 403
    assert refusals()[-1][1] == CHECKS["unlinked"]
    linked(cast.bia, "bia.rocha")
    assert arrive(with_secret(config), signed(**taken)).status_code == 403
    assert refusals()[-1][1] == CHECKS["linked"]
    assert present() is None


def test_a_deactivated_person_is_not_created_anew(cast, config):
    allow(cast)
    linked(cast.bia, "0042")
    User.update(active=False).where(User.id == cast.bia.id).execute()
    assert arrive(with_secret(config), signed(**NEW)).status_code == 403
    assert refusals()[-1][1] == CHECKS["inactive"]


def test_another_role_in_the_portal_is_another_role_here_and_ends_the_old_sessions(cast, config):
    school = with_secret(config)
    old = browser_of(school)
    arrive(school, signed(), old)
    arrive(school, signed(role="coordenacao"))
    assert User.get_by_id(cast.bia.id).role == "supervisor"
    assert people_history() == [("Papel, pelo portal", "Atendente", "Supervisor")]
    assert old.get("/account", base_url=CHAT).status_code == 303  # must enter again
    assert Session.select().count() == 1


def test_the_same_role_ends_nothing(cast, config):
    school = with_secret(config)
    old = browser_of(school)
    arrive(school, signed(), old)
    arrive(school, signed())
    assert old.get("/account", base_url=CHAT).status_code == 200
    assert people_history() == []


def test_of_several_roles_the_one_that_may_least_counts(cast, config):
    arrive(with_secret(config), signed(sub=cast.sara.email, role=["todos", "direcao", "coordenacao"]))
    assert present().role == "supervisor"


def test_the_role_may_stand_in_another_claim(cast, config):
    school = with_secret(
        config, embed_role_claim="perfil", embed_roles="Secretaria Escolar=agent, Direção=administrator"
    )
    assert arrive(school, signed(perfil="Direção", sub=cast.sara.email)).status_code == 303
    assert present().role == "administrator"
    assert arrive(school, signed(role="direcao")).status_code == 403


def test_the_last_who_administers_keeps_the_role_whatever_the_portal_says(cast, config):
    for _ in range(2):
        assert arrive(with_secret(config), signed(sub=cast.ana.email, role="atendente")).status_code == 303
    assert present().role == "administrator"
    kept = "Continua administrando: é a única pessoa que administra e já tem senha"
    assert people_history() == [("Papel, pelo portal", "", kept)]


def test_one_of_two_who_administer_loses_the_role(cast, config):
    person("Eva Dias", "administrator")
    arrive(with_secret(config), signed(sub=cast.ana.email, role="atendente"))
    assert present().role == "agent"
    assert people_history() == [("Papel, pelo portal", "Administrador", "Atendente")]
