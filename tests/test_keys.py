"""Keys and records are only for who runs WorkChat, and keys that could not open anything stop the start."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.postgres import fresh_postgres
from tests.processes import free_port, run
from workchat.vault import Vault, new_keys, open_vault

SHORT = base64.b64encode(b"curta").decode()


def mode(file: Path) -> str:
    return stat.filemode(file.stat().st_mode)


def test_nobody_else_on_the_server_reads_keys_or_records(tmp_path):
    """Also when the folder was there before, open to all, as a container's volume is."""
    tmp_path.chmod(0o755)
    assert run("migrate", instance=tmp_path).returncode == 0
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert {"keys.json", "workchat.db"} <= {file.name for file in files}
    assert {mode(file) for file in files} == {"-rw-------"}


def test_a_key_file_and_records_copied_back_are_closed_again(tmp_path):
    assert run("migrate", instance=tmp_path).returncode == 0
    for name in ("keys.json", "workchat.db"):
        (tmp_path / name).chmod(0o644)
    assert run("migrate", instance=tmp_path).returncode == 0
    assert {mode(tmp_path / name) for name in ("keys.json", "workchat.db")} == {"-rw-------"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"current": 2}, {"current": 0}, {"current": 300}, {"keys": {"1": SHORT}}, {"keys": {"1": "não é base64"}},
        {"keys": {}}, {"lookup": ""}, {"lookup": SHORT}, {"cookies": ""}, {"cookies": None},
    ],
)  # fmt: skip
def test_keys_that_cannot_do_their_work_are_refused_at_the_start(wrong):
    with pytest.raises((ValueError, KeyError, TypeError)):  # the start says it in a sentence
        Vault().open(json.dumps(json.loads(new_keys()) | wrong))


def test_a_changed_key_still_opens_what_the_older_one_sealed(tmp_path):
    before, keys = Vault(), json.loads(new_keys())
    before.open(json.dumps(keys))
    sealed = before.seal("52998224725", "contact.cpf")
    after = Vault()
    after.open(json.dumps(keys | {"current": 2, "keys": keys["keys"] | {"2": json.loads(new_keys())["keys"]["1"]}}))
    assert after.unseal(sealed, "contact.cpf") == "52998224725"
    assert after.seal("x", "contact.cpf")[0] == 2


def test_the_keys_are_made_once(tmp_path):
    file = tmp_path / "keys.json"
    open_vault("", file)
    first = file.read_text()
    open_vault("", file)
    assert file.read_text() == first
    assert mode(file) == "-rw-------"


def test_lost_keys_stop_the_start_until_they_come_back_or_are_given_up(tmp_path):
    keys = tmp_path / "keys.json"
    assert run("migrate", instance=tmp_path).returncode == 0
    lost = keys.rename(tmp_path / "elsewhere.json")
    for word in ("web", "worker", "link"):
        assert run(word, instance=tmp_path, WORKCHAT_PORT=str(free_port())).returncode == 1
        assert not keys.exists()
    refused = run("migrate", instance=tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert str(keys) in refused.stderr and "restore --keys ARQUIVO" in refused.stderr
    assert run("restore", "--keys", lost, instance=tmp_path).returncode == 0
    assert run("migrate", instance=tmp_path).returncode == 0
    refused = run("restore", "--new-keys", instance=tmp_path)
    assert refused.returncode == 1 and "Já há chaves" in refused.stderr
    assert keys.read_text() == lost.read_text()
    keys.unlink()
    given_up = run("restore", "--new-keys", instance=tmp_path)
    assert given_up.returncode == 0 and "Integrações" in given_up.stdout
    assert keys.read_text() != lost.read_text() and mode(keys) == "-rw-------"
    assert run("migrate", instance=tmp_path).returncode == 0


def test_another_host_without_the_keys_of_the_first_is_refused(tmp_path, postgres_url):
    with fresh_postgres(postgres_url) as url:
        first, second = tmp_path / "first", tmp_path / "second"
        assert run("migrate", instance=first, DATABASE_URL=url).returncode == 0
        refused = run("migrate", instance=second, DATABASE_URL=url)
        assert refused.returncode == 1 and str(second / "keys.json") in refused.stderr
        assert "outro servidor" in refused.stderr and not (second / "keys.json").exists()
        keys = (first / "keys.json").read_text()
        assert run("migrate", instance=second, DATABASE_URL=url, WORKCHAT_KEYS=keys).returncode == 0


def test_of_two_hosts_that_open_an_empty_database_at_once_one_makes_the_keys(tmp_path, postgres_url):
    with fresh_postgres(postgres_url) as url, ThreadPoolExecutor() as hosts:
        folders = [tmp_path / "first", tmp_path / "second"]
        opened = list(hosts.map(lambda folder: run("migrate", instance=folder, DATABASE_URL=url), folders))
    assert sorted(host.returncode for host in opened) == [0, 1]
    assert sum((folder / "keys.json").exists() for folder in folders) == 1
