"""What the questions to a new chat are made of: what the school asks, what is known, what was said, what to do now."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Policy:
    """What the tabs Contatos and Termos de privacidade say. `restriction`: none | automatic | manual."""

    terms_url: str = ""
    terms_text: str = ""  # the whole question as it is shown; "" = the usual words with the link
    terms_version: int | None = None
    terms_always: bool = True
    refusal_text: str = ""
    restriction: str = "none"
    request_text: str = ""


@dataclass(frozen=True)
class Known:
    """What the contact has behind them: approved by the school, and the newest terms that they accepted."""

    approved: bool = False
    accepted_version: int | None = None


@dataclass(frozen=True)
class Answers:
    birth_date: date | None = None
    cpf: str | None = None
    authorised: bool | None = None


@dataclass(frozen=True)
class State:
    """Where the questions stand. `step`: terms | data | authorisation | approval | done.

    `question` grows with each new question, not with a repetition. `asked_at`: when it really left, None until then.
    `unclear_at`: when the last failed try was written. `ask_again_at`: when the sweep repeats the question.
    """

    step: str
    question: int = 0
    asked_at: datetime | None = None
    reasked_at: datetime | None = None
    tries: int = 0
    answers: Answers = Answers()
    unclear_at: datetime | None = None
    ask_again_at: datetime | None = None


@dataclass(frozen=True)
class Said:
    """A message of the contact. `at`: WhatsApp's time. `late`: it arrived over an hour after that."""

    text: str
    kind: str
    button_id: str | None
    at: datetime
    late: bool = False


@dataclass(frozen=True)
class Question:
    """`choices` become buttons: (choice, title). Their ids come from `button_id` and the state's question number."""

    name: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Turn:
    """What to do now. Texts still hold their {{variables}}.

    `consent`: accepted | refused, of the terms or of keeping the data. `refuse`: close as Termo recusado.
    `hand_over`: the note; a person takes over and the contact gets `say`. `complete`: approve | wait (for an agent),
    with the answers in the state to be stored.
    """

    state: State
    consent: str | None = None
    ask: Question | None = None
    refuse: bool = False
    hand_over: str = ""
    say: str = ""
    forget_answers: bool = False
    complete: str | None = None
    minor: bool = False

    @property
    def ask_again_at(self) -> datetime | None:
        return self.state.ask_again_at
