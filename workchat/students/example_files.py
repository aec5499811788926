"""Spreadsheets to fill in: students, who answers for them, or both in one."""

from workchat.contacts.import_report import BOM, written

EXAMPLES = {
    "alunos": (
        ("RA", "Nome do aluno", "Data de nascimento", "Curso", "Turma", "Período letivo", "Situação"),
        ("2026001", "Ana Souza", "02/03/2013", "Ensino Fundamental", "7º B", "2026", "Matriculado"),
        ("2026002", "Pedro Souza", "15/08/2015", "Ensino Fundamental", "5º A", "2026", "Matriculado"),
    ),
    "responsaveis": (
        ("RA", "Vínculo", "Nome", "CPF", "Data de nascimento", "Celular", "Outro telefone"),
        ("2026001", "Mãe", "Marta Souza", "529.982.247-25", "05/03/1988", "(11) 98765-4321", ""),
        ("2026001", "Responsável financeiro", "Rui Souza", "", "", "(11) 98765-1234", "(11) 3333-1234"),
        ("2026002", "Mãe", "Marta Souza", "529.982.247-25", "05/03/1988", "(11) 98765-4321", ""),
    ),
    "tudo": (
        ("RA", "Nome do aluno", "Turma", "Situação", "Mãe", "Telefone da mãe", "Pai", "Telefone do pai",
         "Responsável financeiro"),
        ("2026001", "Ana Souza", "7º B", "Matriculado", "Marta Souza", "(11) 98765-4321", "Rui Souza",
         "(11) 98765-1234", "Pai"),
        ("2026002", "Pedro Souza", "5º A", "Matriculado", "Marta Souza", "(11) 98765-4321", "Rui Souza",
         "(11) 98765-1234", "Mãe"),
    ),
}  # fmt: skip


def example_file(name: str) -> str:
    """A CSV that Excel opens as it is. `name`: a key of EXAMPLES."""
    return BOM + "".join(written(*cells) for cells in EXAMPLES[name])
