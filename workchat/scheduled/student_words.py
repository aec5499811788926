"""Those who answer for students, as the school says it: "Responsáveis financeiros do 7º B e do 8º A"."""

from collections.abc import Sequence

MOST_CLASSES = 6  # in one sentence; of more, five by name
MANY = {
    "mother": "mães",
    "father": "pais",
    "academic": "responsáveis acadêmicos",
    "financial": "responsáveis financeiros",
    "self": "os próprios alunos",
}
ALL_RELATIONS = "famílias"
FEMININE = ("turma", "série", "serie", "sala", "etapa")


def students_said(
    relations: Sequence[str], classes: Sequence[str], courses: Sequence[str], statuses: Sequence[str]
) -> str:
    """One demand in words. `relations`: keys of MANY; the others by name."""
    who = listed([words for one, words in MANY.items() if one in relations]) or ALL_RELATIONS
    if classes:
        said = f"{who} {_of_classes(classes)}"
        said += f", {_of_courses(courses)}" if courses else ""
    else:
        said = f"{who} {_of_courses(courses)}" if courses else f"{who} de toda a escola"
    return said + (f", com a situação {listed(statuses, 'ou')}" if statuses else "")


def listed(words: Sequence[str], last: str = "e") -> str:
    """Ana · Ana e Pedro · Ana, Pedro e Rui"""
    some = [word for word in words if word]
    return ", ".join(some[:-1]) + f" {last} " + some[-1] if len(some) > 1 else "".join(some)


def _of_classes(names: Sequence[str]) -> str:
    if len(names) <= MOST_CLASSES:
        return listed([f"{_of(name)} {name}" for name in names])
    shown = [f"{_of(name)} {name}" for name in names[: MOST_CLASSES - 1]]
    return listed([*shown, f"de mais {len(names) - len(shown)} turmas"])


def _of_courses(names: Sequence[str]) -> str:
    return f"{'do curso' if len(names) == 1 else 'dos cursos'} {listed(names)}"


def _of(name: str) -> str:
    """da 1ª série A, da Turma Azul; else do, as of an ano: do 7º B, do Infantil II."""
    first, words = name.split()[:1], name.lower().split()
    return "da" if "ª" in "".join(first) or set(words) & set(FEMININE) else "do"
