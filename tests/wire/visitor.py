"""Somebody of the school at a browser without JavaScript: opens pages over real HTTP, fills their forms, sends them."""

from bs4 import BeautifulSoup

from tests.processes import Browser


class Visitor:
    """Keeps its cookies, so one visitor is one signed-in person."""

    def __init__(self, port: int) -> None:
        self._browser = Browser(port)

    def open(self, path: str) -> BeautifulSoup:
        status, text = self._browser.get(path)
        assert status == 200, f"{path} answered {status}"
        return BeautifulSoup(text, "html.parser")

    def send(self, path: str, form: str = "form", expect: int = 303, **fields: object) -> BeautifulSoup:
        """Fill the form of a page that posts (the CSS selector `form`) and send it as a browser would."""
        page = self.open(path)
        found = next(f for f in page.select(form) if f.get("method") == "post" and f.get("action") != "/logout")
        self._browser.ask("POST", found.get("action") or path, _filled(found) | fields)
        status, text = self._browser.answer()
        answer = BeautifulSoup(text, "html.parser")
        errors = [" ".join(problem.get_text(" ").split()) for problem in answer.select(".error-summary, p.error")]
        assert status == expect, f"{path} answered {status}: {errors}"
        return answer

    def close(self) -> None:
        self._browser.close()


def _filled(form) -> dict[str, str]:
    """What the form holds before anybody types."""
    fields = {}
    for box in form.select("input[name], textarea[name], select[name]"):
        if box.get("type") in ("checkbox", "radio") and not box.has_attr("checked"):
            continue
        if box.name == "select":
            chosen = box.select_one("option[selected]") or box.select_one("option")
            fields[box["name"]] = chosen["value"] if chosen else ""
        else:
            # HTML: the newline right after <textarea> is not part of what it holds.
            held = (
                box.get_text().removeprefix("\r").removeprefix("\n") if box.name == "textarea" else box.get("value", "")
            )
            fields[box["name"]] = held
    return fields
