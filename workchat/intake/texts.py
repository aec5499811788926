"""What WorkChat itself says to the contact, and notes for the school, before a person answers. Not settings."""

from collections.abc import Collection

AUTHORISATION = "Obrigado! Você autoriza a escola a guardar a sua data de nascimento e o seu CPF?"
AUTHORISATION_AGAIN = "Não entendi. Você autoriza a escola a guardar os seus dados? Toque em um dos botões."
HAND_OVER = "Certo! Uma pessoa da escola vai continuar o atendimento com você por aqui."
NOT_KEPT = "Tudo bem, não vamos guardar os seus dados. Uma pessoa da escola vai continuar com você por aqui."

WRONG_CPF = "O CPF não confere. Confira os números e mande de novo."
WRONG_BIRTH_DATE = "A data de nascimento não confere. Mande dia, mês e ano, assim: 05/03/1998."
MISSING_CPF = "Para continuar, só falta o seu CPF. Mande os 11 números, por favor."
MISSING_BIRTH_DATE = "Para continuar, só falta a sua data de nascimento. Mande assim, por favor: 05/03/1998."
MISSING_BOTH = "Para continuar, mande a sua data de nascimento (por exemplo, 05/03/1998) e o seu CPF, por favor."

NOTE_TRIES = "As perguntas pararam depois de três respostas que não deu para entender. Continue você."
NOTE_LOST = "A pergunta automática não chegou ao contato. As perguntas pararam: continue você."
NOTE_PERSON = "O contato pediu para falar com uma pessoa. As perguntas pararam."
NOTE_CANCEL = "Escreveu CANCELAR durante as perguntas: veja o que deseja cancelar."
NOTE_CHILD = "A data de nascimento é de uma pessoa menor de 12 anos. O CPF não foi guardado. Fale com o responsável."
NOTE_NOT_AUTHORISED = "O contato não autorizou guardar os dados. O que já tinha respondido foi apagado."
NOTE_LATE = "A mensagem chegou com mais de uma hora de atraso. Nenhuma resposta automática foi enviada: continue você."
NOTE_LATE_REFUSAL = "O contato não aceitou o termo de privacidade, em uma mensagem que chegou mais de 1 hora depois."


def terms_question(url: str) -> str:
    return f"Antes de continuar, leia o nosso termo de privacidade:\n{url}\n\nVocê aceita?"


def terms_again(url: str) -> str:
    return f"Para continuar, preciso saber se você aceita o termo:\n{url}\n\nToque em *Aceito* ou *Não aceito*."


def missing(what: Collection[str], wrong: Collection[str]) -> str:
    """What to send again: first what was wrong, else what is still missing. Names: "birth_date" and "cpf"."""
    said = [text for name, text in (("birth_date", WRONG_BIRTH_DATE), ("cpf", WRONG_CPF)) if name in wrong]
    rest = [name for name in what if name not in wrong]
    if len(rest) == 2:
        return MISSING_BOTH
    if rest:
        text = MISSING_CPF if rest == ["cpf"] else MISSING_BIRTH_DATE
        said.append(text.replace("só falta", "também falta") if said else text)
    return " ".join(said)
