"""What can go wrong between the school and TOTVS RM, each in plain words with what to do. Pure.

The text of RM's own faults is never kept: it can hold SQL and people's data.
"""

ADDRESS, CERTIFICATE, PRIVATE, ROUTE = "address", "certificate", "private", "route"
LOGIN, LICENCE, PERMISSION = "login", "licence", "permission"
SENTENCE, PARAMETERS, EMPTY = "sentence", "parameters", "empty"
BUSY, SLOW, DROPPED, UNREADABLE, TOO_BIG = "busy", "slow", "dropped", "unreadable", "too_big"

# What a later try may find gone by itself.
PASSES = frozenset({ADDRESS, LICENCE, BUSY, SLOW, DROPPED})

WORDS = {
    ADDRESS: "Não foi possível chegar ao TOTVS RM. Confira o endereço e a porta, e se o servidor do RM está ligado "
    "e aceita conexões deste WorkChat.",
    CERTIFICATE: "A conexão segura com o TOTVS RM não pôde ser aberta: o certificado venceu, não é deste endereço ou "
    "não é de uma autoridade conhecida. Confira o endereço e peça a quem cuida do RM um certificado válido.",
    PRIVATE: "Este endereço fica numa rede interna, e o WorkChat só entra nela com autorização. Peça a quem instalou "
    "o WorkChat para liberar o endereço do TOTVS RM (WORKCHAT_PRIVATE_HOSTS).",
    ROUTE: "O endereço respondeu, mas ali não está o que o WorkChat procura no TOTVS RM. Confira o endereço e a porta: "
    "os serviços REST e SOAP podem ter portas diferentes.",
    LOGIN: "O TOTVS RM não aceitou o usuário ou a senha. Confira os dois, e se o usuário está ativo no RM.",
    LICENCE: "O TOTVS RM está sem licença livre agora: cada leitura usa uma enquanto dura. Espere alguém sair do RM, "
    "ou escolha para a sincronização um horário em que pouca gente o usa.",
    PERMISSION: "O usuário entrou no TOTVS RM, mas não pode ler a {what}. Peça a quem cuida do RM para dar ao perfil "
    "dele acesso à consulta.",
    SENTENCE: "O TOTVS RM não tem a {what}, ou o usuário não pode lê-la: nos dois casos ele responde o mesmo. "
    "Confira o código e a coligada da consulta, se ela ainda existe (copiar uma base sobre a outra a apaga) e se o "
    "perfil do usuário dá acesso a ela.",
    PARAMETERS: "Os parâmetros da {what} não são os que o WorkChat envia: CODCOLIGADA, CODFILIAL, CODTIPOCURSO e "
    "CODPERLET. Copie de novo o texto da consulta para o RM e confira o nome e o tipo de cada parâmetro.",
    EMPTY: "O TOTVS RM respondeu vazio ao ler a {what}, sem dizer que não há linhas. Teste a conexão de novo; se "
    "continuar assim, execute a consulta dentro do RM.",
    BUSY: "O TOTVS RM está ocupado ou em manutenção. Espere alguns minutos e tente de novo.",
    SLOW: "O TOTVS RM demorou demais para responder. Tente num horário mais tranquilo; se sempre demora, peça a quem "
    "cuida do RM para ver quanto tempo a {what} leva lá.",
    DROPPED: "A conexão com o TOTVS RM caiu no meio da resposta. Tente de novo; se sempre cai, fale com quem cuida "
    "da rede ou do RM.",
    UNREADABLE: "A resposta não pôde ser lida. Confira se o endereço é mesmo o do TOTVS RM e se nenhum "
    "filtro da rede responde no lugar dele.",
    TOO_BIG: "O TOTVS RM mandou muito mais do que a lista de uma escola. Confira se a {what} filtra o período letivo.",
}

NO_NAME = "O endereço do TOTVS RM não foi encontrado. Confira se ele foi escrito certo."
CLOSED = (
    "O servidor foi encontrado, mas nada atende nessa porta. Confira a porta (em geral 8051) e se o serviço do "
    "TOTVS RM está ligado."
)
NOT_SECURE = (
    "O servidor respondeu sem conexão segura. Confira a porta, e se o TOTVS RM atende com https nela: "
    "sem https, só um servidor da rede da escola que foi liberado."
)
MOVED = "O endereço encaminha para outro lugar, e o WorkChat não segue. Digite o endereço final do TOTVS RM."
BROKE = (
    "O TOTVS RM não conseguiu executar a {what}. Abra-a dentro do RM, execute com os mesmos parâmetros e veja o "
    "erro lá; em dúvida, copie de novo o texto dela."
)
FAILED = "O TOTVS RM respondeu com uma falha. Espere alguns minutos; se continuar, fale com quem cuida do RM."
NO_KEY = (
    "A chave que abre a senha do TOTVS RM não está neste servidor. Digite a senha de novo, ou peça a quem instalou o "
    "WorkChat para trazer a chave de volta."
)


class RmProblem(Exception):
    """A reading of RM that brought nothing. `kind` is one of the words above; its text is only that."""

    def __init__(self, kind: str, words: str = "", passing: bool | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.passing = kind in PASSES if passing is None else passing  # the same again later may go well
        self.what = "consulta"
        self._words = words or WORDS[kind]

    @property
    def words(self) -> str:
        """What is wrong and what to do, for the administrator."""
        return self._words.replace("{what}", self.what)

    def about(self, what: str) -> "RmProblem":
        """The same problem, naming what was being read."""
        self.what = what
        return self


def lacking(columns: list[str]) -> RmProblem:
    """The sentence answers, but not with these columns."""
    which = f"a coluna {columns[0]}" if len(columns) == 1 else f"as colunas {', '.join(columns)}"
    return RmProblem(SENTENCE, f"Na {{what}} falta {which}. Copie de novo o texto da consulta para o RM.")
