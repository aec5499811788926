"""What families and the school say to each other in the demonstration: made up, and as people write.

`==` department / closing reason. `<` the family, `>` the school, `>>` the school quoting, `#` a note that only the
school sees; ` | ` is a new line. A family may also send a [document], [image], [audio], [sticker], [location] or a
[reaction]. The names in braces are filled for each family.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Talk:
    department: str
    reason: str
    lines: tuple[tuple[str, str], ...]  # (sign, words)


TALKS_TEXT = """
== Financeiro / Boleto e pagamentos
< Oi! O boleto de novembro {de} {filho} ainda não chegou no meu e-mail 😕
> Olá, {nome}! Vou gerar a segunda via agora.
> Pronto: o boleto vence dia *30/11* e já está no portal, em _Financeiro > Boletos_. Enviei também para o seu e-mail.
< Chegou aqui! Muito obrigad{a} 🙏
[reaction ❤️]
== Secretaria / Documento entregue
< Olá, preciso de uma declaração de matrícula {de} {filho}, {turma}. É para o plano de saúde
> Oi, {nome}! A declaração fica pronta amanhã. Você prefere retirar aqui ou receber em PDF?
< Em PDF, por favor
# Declaração pedida à direção, conferir a assinatura antes de enviar.
>> Combinado. Enviamos em PDF até amanhã, 12h.
< Perfeito, obrigad{a}
== Coordenação / Dúvida respondida
< Oi, {o} {filho} acordou com febre e não vai hoje. Tem prova de ciências, como fica?
[document] atestado
> Oi, {nome}! Melhoras para {o} {filho}. Com o atestado, a segunda chamada é automática.
> A segunda chamada de ciências será na *quinta, às 14h*. Não precisa pagar taxa.
< Que bom, fico mais tranquil{a}. Obrigad{a}!
[sticker]
== Secretaria / Matrícula e rematrícula
< Olá, ainda tem vaga no {turma} para 2027?
> Olá, {nome}! Temos 3 vagas à tarde e 1 de manhã.
< Qual o valor da mensalidade? E o material?
> A mensalidade é R$ 1.180,00, com 5% de desconto até o dia 5. O material é comprado à parte, e a lista sai em dezembro.
< Posso visitar a escola esta semana?
> Pode sim! Que tal *quarta, às 9h30*? A coordenadora recebe vocês.
< Fechado, quarta 9h30 👍
# Família veio por indicação. Irmão menor entra em 2028.
== Secretaria / Matrícula e rematrícula
< Oi, recebi o aviso da rematrícula mas o portal diz que falta um documento
[image] olha a tela que aparece
> Olá, {nome}! Falta o comprovante de residência atualizado. Pode mandar por aqui mesmo.
[document] comprovante
>> Recebido, obrigad{a}! Rematrícula {de} {filho} confirmada no {turma}. ✅
< Aeee! Obrigad{a} pela ajuda
== Financeiro / Boleto e pagamentos
< Olá. Paguei o boleto ontem e o sistema ainda mostra em aberto
[image] comprovante do pix
> Oi, {nome}. O banco leva até 2 dias úteis para avisar. Vou acompanhar para você.
# Conferir a baixa amanhã de manhã.
> Baixa feita! O boleto já aparece como pago.
< Ótimo, obrigad{a}!
== Secretaria / Dúvida respondida
< Oi! Onde compro o uniforme de educação física? {o} {filho} cresceu demais kkk
> Oi, {nome}! O uniforme é vendido aqui na escola, na *sala 4*, de terça a quinta, das 8h às 11h.
> A camiseta custa R$ 52,00 e a calça R$ 78,00. Aceitamos cartão e pix.
< Tem tamanho 14?
> Tem sim, camiseta e calça.
< Passo amanhã então. Valeu!
== Coordenação / Reunião marcada
< Olá, gostaria de conversar com a coordenação sobre as notas {de} {filho}
> Oi, {nome}! Claro. Temos *terça às 17h* ou *sexta às 7h30*. Qual é melhor?
< Sexta 7h30 é melhor, trabalho até as 18h
> Marcado para sexta, às 7h30, com a professora Cláudia. Até lá!
# Levar o boletim do 3º bimestre e as observações de matemática.
< Obrigad{a}, até sexta
== Secretaria / Dúvida respondida
< O transporte escolar passa na Vila Nova? Minha rua é esta
[location]
> Passa sim, {nome}! A van do sr. Antônio atende a Vila Nova de manhã e à tarde.
> Ele faz o contrato direto com as famílias. O telefone dele está no mural e na secretaria.
< Perfeito, vou passar aí para pegar o contato
== Coordenação / Dúvida respondida
< {o} {filho} esqueceu a lancheira no carro 🤦 consigo deixar na portaria?
> Consegue sim! Deixe na portaria com o nome e a turma ({turma}) que levamos à sala.
< Ufa, chego em 10 min
> Combinado!
[reaction 👍]
== Secretaria / Documento entregue
< Preciso do histórico escolar {de} {filho}, vamos mudar de cidade em janeiro
> Que pena que vocês vão, {nome}! O histórico leva até *10 dias úteis*. Posso abrir o pedido hoje.
< Pode sim. Precisa assinar algo?
> Precisa: o pedido de transferência, aqui na secretaria. Leve um documento com foto.
< Vou amanhã de manhã
# Avisar o Financeiro: conferir mensalidades em aberto antes de emitir.
> Histórico pronto! Pode retirar das 8h às 17h.
== Financeiro / Boleto e pagamentos
< Oi, consigo parcelar a taxa de material?
> Olá, {nome}! Dá para parcelar em até *3x no cartão*, sem juros.
< E no boleto?
> No boleto, em 2 vezes: 10/12 e 10/01.
< Vou de cartão mesmo
> Certo! O link de pagamento foi para o seu e-mail.
== Coordenação / Dúvida respondida
[audio]
< mandei áudio pq estou dirigindo, desculpa
> Sem problema, {nome}! Ouvimos: {o} {filho} sai hoje com a avó, às 15h. Ela precisa levar documento.
< Isso! O nome dela é Cida
# Autorização de saída: avó, só hoje, às 15h.
> Anotado e avisado à portaria.
== Secretaria / Dúvida respondida
< Que dia começa as férias? E volta quando?
> As aulas terminam em *11/12* e voltam em *03/02*, {nome}.
> > A reunião de início de ano é em 29/01, às 19h.
< Obrigad{a}!! 🥰
== Coordenação / Reunião marcada
< Vou me atrasar uns 15 min para a reunião de hoje, tem problema?
> Problema nenhum, {nome}. A gente espera você.
< Obrigad{a} pela compreensão 🙏🏽
== Financeiro / Boleto e pagamentos
< Quero entender a cobrança de R$ 86,40 que veio junto com a mensalidade
> Olá, {nome}! É o passeio ao museu, autorizado no dia 3. Segue o detalhe:
> ```Mensalidade  1.180,00 | Passeio         86,40 | Total        1.266,40```
< Ah, verdade! Tinha esquecido do passeio. Obrigad{a}
== Secretaria / Sem retorno da família
< Vocês têm curso de inglês à tarde?
> Temos sim, {nome}! Às segundas e quartas, das 14h às 15h30. Quer que eu reserve uma aula experimental?
== Coordenação / Dúvida respondida
< Oi, {o} {filho} disse que não tem lição há uma semana… é isso mesmo? 🤨
> Oi, {nome}! Tem lição sim 😅 Ontem foram as páginas 42 e 43 de matemática, e a leitura do capítulo 5.
< EU SABIA kkkkk vou conversar em casa
> Qualquer coisa, a agenda do {turma} fica no portal, todo dia às 13h.
[reaction 😂]
== Secretaria / Documento entregue
< Oi! Preciso do informe de pagamentos para o imposto de renda
> Oi, {nome}! O informe de 2026 sai em janeiro. O de 2025 eu envio agora por e-mail.
< É o de 2025 mesmo 😊
> Enviado!
"""

LONG_NOTE = (
    "*Histórico da família, para quem continuar este atendimento*\n\n"
    "Os pais se separaram em março e pediram que as duas casas recebam os avisos. A mãe responde mais rápido por aqui; "
    "o pai prefere e-mail. Os boletos são pagos pela mãe até o dia 5, com o desconto, e o pai reembolsa a metade: "
    "não enviar cobrança aos dois.\n\n"
    "1. A guarda é compartilhada, e qualquer um dos dois pode retirar a criança.\n"
    "2. A avó materna (Cida) está autorizada às terças e quintas.\n"
    "3. Há alergia a amendoim na ficha de saúde; a cantina foi avisada em 12/08.\n\n"
    "Em setembro houve uma confusão com o passeio ao museu, porque só um dos dois assinou. Desde então combinamos que "
    "a assinatura de um basta, e que avisamos o outro. Antes de marcar reunião, confirme o horário com os dois. "
    "Se pedirem documentos, a secretaria já tem cópia de tudo. Dúvidas: falar com a Sara."
)


def talks() -> list[Talk]:
    """All of them, in the order in which they are written above."""
    found = []
    for block in TALKS_TEXT.strip().split("== ")[1:]:
        head, _, said = block.partition("\n")
        department, reason = head.split(" / ")
        found.append(Talk(department, reason, tuple(_line(line) for line in said.strip().split("\n"))))
    return found


def _line(line: str) -> tuple[str, str]:
    """A line's sign and words; what a family sends that is no text has its kind as the sign."""
    mark, _, words = line.replace(" | ", "\n").partition("]" if line.startswith("[") else " ")
    if not line.startswith("["):
        return mark, words
    kind, _, more = mark[1:].partition(" ")
    return kind, more or words.strip()
