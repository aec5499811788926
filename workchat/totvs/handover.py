"""What the school asks of whoever looks after its RM, step by step: on the page, and as a text to hand over."""

from collections.abc import Iterator
from dataclasses import dataclass

from workchat.totvs.sentences import GUARDIANS_SQL, PARAMETERS, STUDENTS_SQL

KINDS = dict.fromkeys(PARAMETERS, "Inteiro") | {"CODPERLET": "Texto"}


@dataclass(frozen=True)
class ToCreate:
    """A sentence that has to be created in RM: `key` for the page, its code and its text."""

    key: str
    title: str
    code: str
    text: str


def to_create(students_code: str, guardians_code: str) -> tuple[ToCreate, ToCreate]:
    return (
        ToCreate("students", "Alunos", students_code, STUDENTS_SQL),
        ToCreate("guardians", "Responsáveis", guardians_code, GUARDIANS_SQL),
    )


def handover(school: str, sentences: tuple[ToCreate, ToCreate]) -> str:
    """The whole as a plain text, for an e-mail."""
    return "\r\n".join(_lines(school, sentences)) + "\r\n"


def _lines(school: str, sentences: tuple[ToCreate, ToCreate]) -> Iterator[str]:
    yield f"Integração do WorkChat com o TOTVS RM Educacional: {school or 'escola'}"
    yield ""
    yield "O WorkChat só lê: duas consultas SQL, uma depois da outra, em geral uma vez por dia, de madrugada."
    yield "Nada é gravado no RM. Cada leitura usa uma licença enquanto dura."
    yield ""
    yield "1. Crie no RM um usuário só para o WorkChat, com um perfil que possa executar as duas consultas e nada mais."
    yield "2. No módulo Educacional (aplicação S), crie as duas consultas SQL abaixo, com estes códigos."
    yield "   Cada texto vai em uma linha só, sem comentários."
    yield "3. Em cada consulta, declare os parâmetros:"
    yield from (f"   {name} ({kind})" for name, kind in KINDS.items())
    yield "4. Execute as duas dentro do RM e confira se trazem alunos e responsáveis."
    yield "5. Envie à escola: o endereço do serviço REST (em geral na porta 8051) e, se houver, o do SOAP; o usuário e"
    yield "   a senha; a coligada, a filial, o nível de ensino e o período letivo."
    yield "   O servidor do WorkChat precisa alcançar esse endereço pela rede, com https."
    for sentence in sentences:
        yield ""
        yield f"{sentence.title}: código {sentence.code}"
        yield sentence.text
