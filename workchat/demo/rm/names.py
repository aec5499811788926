"""Names, CPFs and phones for an invented school of any size. Nobody here exists."""

from itertools import count
from random import Random

GIRLS = ("Sofia", "Alice", "Laura", "Helena", "Manuela", "Isabella", "Luísa", "Cecília", "Eloá", "Lívia", "Antônia",
         "Zoë", "Mirella", "Beatriz", "Maitê", "Yasmin", "Clarice", "Inês", "Joana", "Aurora")  # fmt: skip
BOYS = ("Enzo", "Miguel", "Davi", "Theo", "Heitor", "Ravi", "Benício", "Joaquim", "Antônio", "Noah", "Samuel",
        "João", "Caetano", "Vicente", "Otávio", "Ícaro", "Luís", "Raí", "Bento", "Cauã")  # fmt: skip
WOMEN = ("Adriana", "Márcia", "Patrícia", "Cláudia", "Fernanda", "Juliana", "Vanessa", "Mônica", "Andréa", "Lúcia",
         "Simone", "Rosângela", "Débora", "Elaine", "Tatiana", "Sílvia", "Regina", "Cíntia", "Natália")  # fmt: skip
MEN = ("Carlos", "José", "Márcio", "Paulo", "Rogério", "Sérgio", "André", "Cláudio", "Fábio", "Flávio", "Júlio",
       "Leandro", "Marcelo", "Nélson", "Otávio", "Rubens", "Tomé", "Vítor", "Wagner")  # fmt: skip
FAMILY = ("Albuquerque", "Brandão", "Conceição", "Dornelles", "Estevão", "Falcão", "Guimarães", "Holanda", "Ibiapina",
          "Junqueira", "Klein", "Lobão", "Magalhães", "Nóbrega", "Olivença", "Peçanha", "Queirós", "Rebouças",
          "Sant'Anna", "Távora", "Uchôa", "Valadão", "Wanderley", "Ximenes", "Zanatta")  # fmt: skip


class Maker:
    """Makes people one after the other, the same ones for the same seed. No two share a number by accident."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self._mobiles, self._landlines, self._cpfs, self._ras = count(), count(), count(1), count(1)

    def surname(self) -> str:
        return " ".join(self.dice.sample(FAMILY, 2))

    def child(self, surname: str) -> str:
        return f"{self.dice.choice((*GIRLS, *BOYS))} {surname}"

    def woman(self, surname: str) -> str:
        return f"{self.dice.choice(WOMEN)} {self.dice.choice(('Maria ', 'de ', '', 'dos '))}{surname}"

    def man(self, surname: str) -> str:
        return f"{self.dice.choice(MEN)} {self.dice.choice(('Antônio ', 'de ', '', ''))}{surname}"

    def ra(self, year: int) -> str:
        return f"{year}{next(self._ras):05}"

    def mobile(self) -> str:
        """Nine digits, of a block that the rest of the demonstration does not use."""
        return f"{990010000 + next(self._mobiles)}"

    def landline(self) -> str:
        return f"{32210000 + next(self._landlines)}"

    def cpf(self) -> str:
        """Eleven digits with right check digits, made by arithmetic alone (Receita Federal)."""
        digits = f"{31_000_000 * 17 + next(self._cpfs) * 37:09}"
        for _ in range(2):
            total = sum(
                int(digit) * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True)
            )
            digits += str(total * 10 % 11 % 10)
        return digits


def masked(cpf: str) -> str:
    return f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"


def misspelt(cpf: str) -> str:
    """The CPF with a wrong last digit."""
    return f"{cpf[:10]}{(int(cpf[10]) + 1) % 10}"
