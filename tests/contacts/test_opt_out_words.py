"""Who asks for silence, who wants the messages back, and the everyday sentences of a school that ask for neither."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.contacts.opt_out_words import as_written, is_bare_refusal, is_cancel, is_opt_out, wants_back

WORDS = ["sair", "parar", "pare", "cancelar", "descadastrar", "remover", "stop"]

# What families write to a school on an ordinary day.
EVERYDAY = """
posso sair mais cedo hoje?
sair mais cedo
meu filho pode sair hoje?
ele vai sair com a avó
quem pode sair com ele no portão?
a que horas vão sair do passeio?
precisa sair às 15h para o dentista
posso sair antes das 15h?
sair da lista de espera
quero sair da turma da manhã
como faço para sair do integral?
sair do grupo do 7º B
o portão vai sair para a rua de trás?
quando vai sair o boletim?
quando sai a nota?
o resultado já pode sair amanhã?
o boleto vai sair por quanto?
cancelar matrícula
quero cancelar o uniforme
cancelar a natação
como cancelar o boleto?
podem cancelar o almoço de hoje?
cancelar a van de amanhã
preciso cancelar a reunião com a professora
cancelar contrato
vai cancelar a aula por causa da chuva?
cancelar sim
remover da van
remover o irmão da autorização
remover a foto do mural
podem remover meu ex-marido da autorização de retirada?
remova o João da lista do passeio
tira ele da lista
tirar da lista
tirar o nome dela da lista da excursão
parar o carro
onde posso parar o carro?
parar na frente da escola pode?
a van vai parar na rua de cima?
pare de receber ele no portão
pare a van
para quem devo mandar?
não pare na porta
stop motion é a oficina de amanhã?
parar o inglês
quero parar o judô
não quero perder a vaga
não quero mais a vaga
não quero que ele vá ao passeio
não quero cancelar
não quero sair
não quero o uniforme tamanho 8
não
não precisa
não precisa mandar mensagem
não precisa enviar o comunicado
não recebi mensagem
não recebi o aviso
não estou recebendo as mensagens
não mande ele de van hoje
não mande lanche hoje?
não mandem mensagem para o pai dele
não mandar mochila amanhã?
não quero receber o boleto por e-mail
não quero mais receber a visita
receber mensagens
quero receber as mensagens
para receber os avisos, o que faço?
deixar de pagar a mensalidade
deixe ele sair
descadastrar o cartão
descadastrar a digital do avô
me descadastrei do aplicativo, e agora?
voltar para casa sozinho
sair ou parar?
sair 1
SAIR 👍 e a reunião?
obrigada
ok
bom dia
👍
""".strip().splitlines()


@pytest.mark.parametrize(
    "text",
    ["SAIR", "sair.", "Sair!!!", "  sair  ", "*SAIR*", "_sair_", "“SAIR”", "'sair'", "SAIR 🙏", "👋 sair",
     "sáir", "ＳＡＩＲ", "Parar!", "pare", "PARE 😡", "CANCELAR", "cancelar…", "Descadastrar", "remover", "STOP",
     "stop.", "sair\n", "(sair)",
     "não me mande mais mensagens", "Nao quero mais receber mensagens", "Não quero receber avisos",
     "parar de receber avisos", "parem de me mandar mensagem por favor", "chega de mandar propaganda",
     "não precisa mandar mais mensagens",
     "não mandem mais mensagens", "não receber mais mensagens", "por favor não me envie comunicados",
     "me tira da lista", "quero sair da lista de transmissão", "remova meu número da lista", "quero me descadastrar"],
)  # fmt: skip
def test_a_whole_message_asks_for_silence(text):
    assert is_opt_out(text)


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_school_life_asks_for_no_silence(text):
    assert not is_opt_out(text)
    assert not wants_back(text)
    assert not is_bare_refusal(text)


def test_the_everyday_sentences_are_enough_to_trust():
    assert len(set(EVERYDAY)) >= 60


@pytest.mark.parametrize("text", ["não quero", "Não quero!", "NAO QUERO", "não quero 🙅"])
def test_a_bare_refusal_is_no_request_for_silence_by_itself(text):
    assert is_bare_refusal(text) and not is_opt_out(text)


@pytest.mark.parametrize("text", ["cancelar", "CANCELAR.", "Cancelar!"])
def test_only_cancelar_may_mean_the_questions(text):
    assert is_cancel(text)
    assert not any(is_cancel(word) for word in WORDS if word != "cancelar")


@pytest.mark.parametrize(
    "text",
    ["VOLTAR", "voltar.", "Voltar!", "voltar 🙏", "quero voltar a receber", "Quero voltar a receber mensagens",
     "quero voltar a receber as mensagens", "quero voltar a receber os avisos", "Eu quero receber de novo os avisos."],
)  # fmt: skip
def test_a_whole_message_asks_for_the_messages_again(text):
    assert wants_back(text) and not is_opt_out(text)


@pytest.mark.parametrize(
    "text", ["voltar para casa", "quando ele pode voltar?", "volta", "quero voltar", "vai voltar de van", ""]
)
def test_coming_back_to_school_is_something_else(text):
    assert not wants_back(text)


def test_a_long_message_is_never_only_a_word():
    assert not is_opt_out("sair" + " " * 300 + "mais cedo")
    assert not is_opt_out("sair" + "!" * 300)


@pytest.mark.parametrize(
    ("text", "words"),
    [("sair!", "SAIR"), ("Parar 🙏", "PARAR"), ("não me mande mais mensagens.", "“não me mande mais mensagens”")],
)
def test_the_records_repeat_the_words(text, words):
    assert as_written(text) == words


AROUND = st.text(st.sampled_from(string.punctuation + " \n\t…“”’!¡🙏👍😡❤️"), max_size=10)


@given(st.sampled_from(WORDS), AROUND, AROUND, st.booleans())
def test_what_surrounds_the_word_is_forgiven(word, before, after, capitals):
    assert is_opt_out(before + (word.upper() if capitals else word.title()) + after)


@given(
    st.sampled_from(WORDS),
    st.text("abcdefghijlmnopqrstuvz ãçéõ", min_size=1).filter(lambda t: t.strip()),
    st.booleans(),
)
def test_a_further_word_makes_it_an_ordinary_message(word, other, first):
    assert not is_opt_out(f"{other} {word}" if first else f"{word} {other}")


@given(st.text())
def test_any_text_can_be_asked(text):
    assert not (is_opt_out(text) and (wants_back(text) or is_bare_refusal(text)))
    as_written(text)
