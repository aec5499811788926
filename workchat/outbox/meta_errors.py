"""What each of WhatsApp's error codes means to the school, in a secretary's words, and what to do about it.

Pure. Codes: Meta's error table, Graph v25; the reactions are our reading. A row: codes, reaction, words, advice.
"""

ADMIN = "Avise quem administra o WorkChat."
TRY_LATER = "Não precisa fazer nada: o WorkChat tenta de novo sozinho."

_TABLE = (
    ((0, 190), "stop_number", "O WhatsApp não reconheceu a senha de acesso (token) do número.",
     "Em Integrações, informe um novo token. Até lá, nada sai por este número."),
    ((3, 10, *range(200, 300), 131005), "stop_number", "O WhatsApp diz que a escola não tem permissão para este envio.",
     "Confira na Meta as permissões do token e teste a conexão em Integrações."),
    ((1,), "retry", "O WhatsApp respondeu com uma falha que ele não explicou.", TRY_LATER),
    ((2,), "retry", "O serviço do WhatsApp está fora do ar no momento.", TRY_LATER),
    ((4,), "pause_account", "O WhatsApp pediu uma pausa: foram muitas consultas em pouco tempo.", TRY_LATER),
    ((80007,), "pause_account", "A conta da escola chegou ao limite de consultas por hora no WhatsApp.", TRY_LATER),
    ((130429,), "pause_number", "O número está enviando mais rápido do que o WhatsApp permite.", TRY_LATER),
    ((131056,), "wait_contact", "Foram muitas mensagens seguidas para este contato.", TRY_LATER),
    ((131048,), "stop_campaign", "O WhatsApp limitou os envios do número porque pessoas o bloquearam ou denunciaram.",
     "As mensagens agendadas pararam. Veja a qualidade do número no site da Meta (Gerenciador do WhatsApp) e só "
     "então continue."),
    ((131064,), "stop_campaign", "O WhatsApp limitou os envios porque um modelo está na categoria errada.",
     "Corrija a categoria do modelo na Meta antes de continuar."),
    ((131049,), "not_before_24h", "O WhatsApp não entregou, para não encher este contato de mensagens de divulgação.",
     "Espere pelo menos 24 horas. Se for urgente, ligue para a família."),
    ((131050,), "opt_out", "Este contato pediu ao WhatsApp para não receber mensagens de divulgação da escola.",
     "O pedido foi anotado. A escola ainda pode responder quando ele escrever."),
    ((130472,), "permanent", "O WhatsApp não entregou: este contato está em um teste da própria Meta.",
     "Fale com a família por outro meio."),
    ((131047,), "needs_template", "Passaram mais de 24 horas desde a última mensagem deste contato.",
     "Escolha um modelo aprovado para voltar a falar com ele."),
    ((131026,), "other_form", "O WhatsApp não entregou: este número não tem WhatsApp ou não aceitou os termos.",
     "Confira o número com a família ou ligue para ela."),
    ((131021,), "permanent", "O número de destino é o próprio número da escola.", "Corrija o número do contato."),
    ((131030,), "permanent", "O número da escola ainda é de teste e só envia para contatos cadastrados na Meta.",
     "Quem administra precisa cadastrar este contato na Meta ou conectar o número definitivo."),
    ((368, 130497, 131031), "stop_number", "O WhatsApp bloqueou a conta da escola ou os envios para este país.",
     "Abra o Gerenciador do WhatsApp, veja o motivo e peça revisão. Até lá, nada sai por este número."),
    ((131037,), "stop_number", "O nome do número ainda não foi aprovado pelo WhatsApp.",
     "Na Meta, peça a aprovação do nome de exibição. Até lá, nada sai por este número."),
    ((131042, 131044), "stop_number", "Há um problema com o pagamento da conta da escola no WhatsApp.",
     "Na Meta, confira a forma de pagamento. Até lá, nada sai por este número."),
    ((131045, 133010), "stop_number", "O número da escola não está registrado no WhatsApp.",
     "Em Integrações, conecte o número outra vez. Até lá, nada sai por ele."),
    ((131057,), "retry", "O número da escola está em manutenção no WhatsApp por alguns minutos.", TRY_LATER),
    ((131000, 131016, 133004), "retry", "O WhatsApp está com um problema passageiro.", TRY_LATER),
    ((135000,), "retry", "O WhatsApp não conseguiu entregar a este contato e não disse por quê.", TRY_LATER),
    ((33, 100, 131008, 131009, 131051, 131055), "permanent", "O WhatsApp não aceitou o formato desta mensagem.",
     "Escreva a mensagem de outro jeito. Se acontecer de novo, avise quem administra o WorkChat."),
    ((131052,), "permanent", "O WhatsApp não conseguiu baixar o arquivo que o contato mandou.",
     "Peça ao contato que envie o arquivo de novo, com menos de 100 MB."),
    ((131053,), "permanent", "O WhatsApp não aceitou o arquivo: o tipo ou o tamanho não é permitido.",
     "Envie em PDF, JPG ou PNG, ou um arquivo menor."),
    ((131062,), "permanent", "Esta mensagem precisa do telefone do contato, que o WhatsApp não informou.",
     "Peça o telefone ao contato e salve-o no cadastro."),
    ((131063,), "permanent", "O WhatsApp não aceita modelos de divulgação por este número.",
     "Use um modelo de aviso (utilidade) ou fale com a família por outro meio."),
    ((132000, 132005, 132008, 132012, 132018), "permanent", "O texto que preenche o modelo não serve para ele.",
     "Confira as variáveis do modelo: nenhuma pode ficar vazia ou longa demais."),
    ((132001,), "permanent", "O modelo não existe neste idioma ou ainda não foi aprovado pelo WhatsApp.",
     "Atualize a lista de modelos em Integrações e escolha outro."),
    ((132007,), "permanent", "O WhatsApp diz que o texto do modelo vai contra as regras dele.",
     "Mude o texto do modelo na Meta e peça nova aprovação."),
    ((132015,), "stop_campaign", "O WhatsApp pausou este modelo por causa da reação de quem o recebeu.",
     "Os envios com ele pararam. Espere a pausa acabar (3 ou 6 horas) ou escolha outro modelo."),
    ((132016,), "permanent", "O WhatsApp desativou este modelo.", "Escolha ou crie outro modelo."),
    ((132068, 132069), "permanent", "O formulário do WhatsApp está bloqueado ou foi enviado vezes demais.",
     "Faça as perguntas na conversa."),
    ((133000, 133005, 133006, 133008, 133009, 133015, 133016), "stop_number",
     "O registro do número da escola no WhatsApp não terminou.",
     "Espere 5 minutos, confira o código de segurança (PIN) na Meta e conecte o número outra vez."),
    ((131060,), "permanent", "O contato usa um aparelho que o WhatsApp não atende aqui.",
     "Peça ao contato que escreva pelo celular."),
    ((137000,), "permanent", "O contato trocou de aparelho e o WhatsApp não confirmou quem ele é.",
     "Confirme com a família por outro meio antes de enviar de novo."),
)  # fmt: skip

MEANINGS: dict[int, tuple[str, str, str]] = {code: row[1:] for row in _TABLE for code in row[0]}
UNKNOWN = (
    "permanent",
    "O WhatsApp não aceitou a mensagem e deu um motivo que o WorkChat não conhece.",
    "Tente de novo mais tarde ou fale com a família por outro meio. " + ADMIN,
)
UNREACHABLE = (
    "pause_number",
    "O servidor da escola não conseguiu falar com o WhatsApp.",
    "A mensagem continua na fila e sai quando a internet voltar.",
)
BUSY = ("retry", "O WhatsApp está ocupado no momento.", TRY_LATER)
GAVE_UP = "O WorkChat já tentou várias vezes. Envie de novo mais tarde ou fale com a família por outro meio."
