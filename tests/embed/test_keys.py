"""The portal's keys as the environment names them: what cannot do its work is refused when the program starts."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.embed.passes import SECRET, ec_key, jwk, pem, rsa_key, with_public_key, with_secret, write_jwks
from workchat.embed.keys import Key, is_on, problem_at_start, read_keys
from workchat.opening import open_school


def named(config, tmp_path, content: bytes, variable: str = "embed_public_key"):
    file = tmp_path / "chave"
    file.write_bytes(content)
    return with_secret(config, embed_secret="", **{variable: str(file)})


def private_pem(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_without_a_portal_nothing_is_asked(config):
    assert problem_at_start(config) == ""
    assert not is_on(config)


def test_a_secret_needs_32_bytes(config):
    assert "32 bytes" in problem_at_start(with_secret(config, embed_secret="x" * 31))
    assert problem_at_start(with_secret(config, embed_secret="x" * 32)) == ""
    assert problem_at_start(with_secret(config, embed_secret="é" * 16)) == ""  # 16 letters, 32 bytes


def test_a_short_secret_ends_the_program_with_one_sentence_without_it(config, tmp_path):
    short = "um segredo curto"
    with pytest.raises(SystemExit) as ended:
        open_school(with_secret(config, embed_secret=short))
    assert str(ended.value) == "EMBED_SECRET é curto demais: use um segredo sorteado de pelo menos 32 bytes."
    assert short not in str(ended.value)


def test_a_key_is_no_secret(config):
    public = pem(rsa_key()).decode()
    bare = "".join(public.splitlines()[1:-1])  # without the lines around it, as some copy it
    for known in (public, public.replace("\n", "\\n"), bare, json.dumps(jwk(rsa_key(), "a")), f"ssh-rsa {bare}"):
        assert "não pode ser uma chave" in problem_at_start(with_secret(config, embed_secret=known))


def test_a_file_that_is_not_there(config, tmp_path):
    for variable in ("embed_public_key", "embed_jwks"):
        school = with_secret(config, embed_secret="", **{variable: str(tmp_path / "nada")})
        assert problem_at_start(school).endswith(f"indicado em {variable.upper()} não pode ser lido.")


@pytest.mark.parametrize("key", [rsa_key, ec_key])
def test_a_private_key_stays_in_the_portal(config, tmp_path, key):
    assert "chave privada" in problem_at_start(named(config, tmp_path, private_pem(key())))


def test_a_private_key_in_the_file_of_keys(config, tmp_path):
    file = write_jwks(tmp_path / "jwks.json", jwk(rsa_key(), "a", d="AQAB"))
    assert "chave privada" in problem_at_start(with_secret(config, embed_secret="", embed_jwks=file))


WEAK = (
    lambda: rsa.generate_private_key(65537, 1024),
    lambda: ec.generate_private_key(ec.SECP384R1()),
)


@pytest.mark.parametrize("make", WEAK)
def test_a_key_that_is_too_short_or_of_another_kind(config, tmp_path, make):
    key = make()
    assert "não tem uma chave pública para RS256" in problem_at_start(named(config, tmp_path, pem(key)))
    file = write_jwks(tmp_path / "jwks.json", jwk(key, "a"))
    assert "não tem uma chave pública" in problem_at_start(with_secret(config, embed_secret="", embed_jwks=file))


KEYLESS = (
    b"", b"lixo", b"\xff\xfe", b"[]", b'{"keys": []}', b'{"keys": 3}', b'{"keys": ["a"]}',
    b'{"keys": [{"kty": "RSA"}]}', b'{"keys": [{"kty": "oct", "k": "AAAA"}]}',
)  # fmt: skip


@pytest.mark.parametrize("content", KEYLESS)
@pytest.mark.parametrize("variable", ["embed_public_key", "embed_jwks"])
def test_a_file_without_a_key(config, tmp_path, content, variable):
    assert "não tem uma chave pública" in problem_at_start(named(config, tmp_path, content, variable))


def test_roles_that_do_not_exist(config):
    for roles in ("secretaria", "secretaria=", "=agent", "secretaria=chefe", "secretaria=agent,,"):
        assert problem_at_start(with_secret(config, embed_roles=roles)).startswith("EMBED_ROLES deve ter pares")


def test_of_a_file_of_keys_those_that_sign_are_read(config, tmp_path):
    other = [{"kty": "oct", "k": "AAAA", "kid": "s"}, {"kty": "OKP", "crv": "Ed25519", "x": "AA"}]
    named_otherwise = [jwk(rsa_key("b"), "e", use="enc"), jwk(rsa_key("b"), "p", alg="PS256")]
    file = write_jwks(tmp_path / "j.json", *other, *named_otherwise, jwk(rsa_key(), "a"), jwk(ec_key(), "b", use="sig"))
    keys = read_keys(with_secret(config, embed_secret="", embed_jwks=file))
    assert [(key.algorithm, key.id) for key in keys] == [("RS256", "a"), ("ES256", "b")]


def test_each_key_has_one_algorithm(config, tmp_path):
    school = with_public_key(config, tmp_path / "portal.pem")
    keys = read_keys(with_secret(config, embed_public_key=school.embed_public_key))
    assert [key.algorithm for key in keys] == ["RS256", "HS256"]
    assert keys[1] == Key("HS256", SECRET)
