"""The invented school's settings: the four tabs, the reasons to close a ticket, and who changed them when."""

from datetime import datetime

from workchat.accounts.models import Department, User
from workchat.settings.models import ClosingReason, Settings
from workchat.settings.save import save
from workchat.settings.save_reason import save_reason
from workchat.settings.typed import spoken_price

NAME = "Colégio Aurora"
WAIT = 15  # minutes until an unanswered ticket moves to the Coordenação

WELCOME = (
    "Olá, {{primeiro_nome|família}}! 👋\n\nVocê está falando com o *{{escola}}*. "
    "Atendemos de segunda a sexta, das 7h30 às 17h30.\n\nSeu protocolo é {{protocolo}}."
)
CLOSING = (
    "Obrigado pelo contato, {{primeiro_nome|família}}! 😊\n\nO atendimento *{{protocolo}}* foi encerrado. "
    "Se precisar de mais alguma coisa, é só escrever por aqui.\n\n_{{escola}}_"
)
TRANSFERRED = (
    "{{primeiro_nome|Olá}}, o seu atendimento agora está com o departamento *{{departamento}}*. "
    "Já já alguém continua com você por aqui. 🙂"
)
REQUEST = (
    "Para proteger os alunos, confirmamos quem está falando. 🔒\n\nResponda com a sua *data de nascimento*, o seu "
    "*CPF* e diga se *autoriza* a escola a guardar esses dados.\n\nExemplo: 05/03/1988, 000.000.000-00, autorizo"
)
REFUSAL = (
    "Tudo bem, {{primeiro_nome|família}}. Sem o aceite, não podemos continuar por aqui.\n\n"
    "Você pode ligar para (11) 3000-0000 ou vir à secretaria, das 7h30 às 17h30. Se mudar de ideia, responda *aceito*."
)
PRICES = {"price_marketing": 3400, "price_utility": 370, "price_service": 370}  # ten-thousandths of a real
PRIVACY = "https://aurora.example/privacidade"

# Labels and words are those of the pages: the history shows them.
LABELS = {
    "general": {
        "interval_seconds": "Intervalo entre envio das mensagens agendadas (em segundos)",
        "welcome_text": "Mensagem padrão novo chat (bem vindo)",
        "closing_text": "Mensagem padrão de encerramento ticket",
        "price_marketing": "Preço por mensagem de marketing (em R$)",
        "price_utility": "Preço por mensagem de utilidade (em R$)",
        "price_service": "Preço por mensagem de serviço (em R$)",
    },
    "transfer": {
        "transfer_to": "Transferir ticket automaticamente",
        "transfer_department": "Departamento",
        "transfer_wait_minutes": "Tempo de espera para transferir o ticket (em minutos)",
        "transfer_text": "Mensagem enviada após transferência",
    },
    "contacts": {
        "save_contacts": "Salvar contatos automaticamente quando novos clientes entrarem em contato",
        "restriction": "Tipo de restrição de contatos",
        "request_text": "Mensagem customizada para requisição dos dados do contato",
    },
    "privacy": {"privacy_url": "Link do termo de privacidade", "refusal_text": "Mensagem quando o contato não aceita"},
}
WORDS = {
    None: "",
    True: "Sim",
    False: "Não",
    "off": "Não transferir",
    "department": "Departamento",
    "none": "Sem restrição",
    "automatic": "Exibir informações dos contatos e aprovar o acesso automaticamente",
    "manual": "Exibir informações dos contatos e aprovar o acesso manualmente",
}
REASONS = (
    ("Dúvida respondida", "", False),
    ("Boleto e pagamentos", "Combinado, {{primeiro_nome|família}}! 💙\n\nDúvidas sobre pagamentos? O *Financeiro* "
     "atende das 8h às 17h, por aqui mesmo. Protocolo {{protocolo}}.", False),
    ("Matrícula e rematrícula", "Que alegria ter vocês com a gente! 🎒\n\nGuarde o protocolo *{{protocolo}}*: com ele "
     "qualquer pessoa da secretaria continua a matrícula.", True),
    ("Documento entregue", "Documento entregue ✅\n\nSe faltar alguma coisa, responda em até 10 dias. "
     "Protocolo {{protocolo}}.", True),
    ("Reunião marcada", "Reunião marcada! 📅\n\nSe precisar mudar o horário, avise por aqui até a véspera.", False),
    ("Sem retorno da família", "Como não tivemos retorno, encerramos este atendimento. Quando quiser, é só escrever de "
     "novo. 🙂", False),
)  # fmt: skip


def open_school(ana: User, now: datetime) -> None:
    """Ana fills the four tabs and writes the reasons."""
    Settings.update(school_name=NAME, timezone="America/Sao_Paulo").where(Settings.id == 1).execute()
    coordination = Department.get(Department.name == "Coordenação")
    target = {"transfer_to": "department", "transfer_department": coordination.id, "transfer_wait_minutes": WAIT}
    tabs = {
        "general": {"interval_seconds": 30, "welcome_text": WELCOME, "closing_text": CLOSING, **PRICES},
        "transfer": {**target, "transfer_text": TRANSFERRED},
        "contacts": {"save_contacts": True, "restriction": "automatic", "request_text": REQUEST},
        "privacy": {"privacy_url": PRIVACY, "terms_always": True, "refusal_text": REFUSAL},
    }
    for tab, values in tabs.items():
        change(tab, values, ana, now)
    for name, text, forces in REASONS:
        save_reason(ClosingReason(), {"name": name, "text": text, "forces_text": forces}, _reason_words, ana, now)


def change(tab: str, values: dict[str, object], by: User, now: datetime) -> None:
    """Save a tab as its page does, with its line of history."""
    save(tab, Settings.current().version_of(tab), values, lambda row: _words(tab, row), by, now)


def _words(tab: str, row: Settings) -> dict[str, str]:
    """Label -> what the row says."""
    return {label: _word(column, getattr(row, column)) for column, label in LABELS[tab].items()}


def _word(column: str, value: object) -> str:
    if column in PRICES:
        return spoken_price(value)
    value = getattr(value, "name", value)
    return WORDS.get(value, str(value))


def _reason_words(reason: ClosingReason) -> dict[str, str]:
    return {
        "Nome do motivo": reason.name,
        "Mensagem deste motivo": reason.text,
        "Forçar envio de mensagem de encerramento de ticket": "Sim" if reason.forces_text else "Não",
    }
