"""Which part of the invented RM answers a request."""

from typing import TYPE_CHECKING

from workchat.demo.rm import other_routes, rest, soap
from workchat.demo.rm.answers import ERROR_PAGE, NOT_FOUND_PAGE, Answer, Asked, page

if TYPE_CHECKING:
    from workchat.demo.rm.server import FakeRm

TOKEN, COLIGADAS = "/api/connect/token", "/api/framework/v1/coligadas"  # noqa: S105 (an address)


def is_soap(asked: Asked) -> bool:
    return asked.route.lower().startswith("/wsconsultasql/")


def sentence_of(asked: Asked) -> tuple[str, str] | None:
    """The code of the sentence that is asked for, with its parameters; None for any other request."""
    found = rest.SENTENCE.fullmatch(asked.route)
    if found:
        return found[1], asked.query.get("parameters", "")
    if asked.method == "POST" and asked.route.lower() == soap.ROUTE.lower():
        return soap.said(asked.body, "codSentenca"), soap.said(asked.body, "parameters")
    return None


def answer(rm: "FakeRm", asked: Asked) -> Answer:
    """Of RM itself: first whether the route is there, then whether this user may ask."""
    here = _token if asked.route.lower() == TOKEN else _soap if is_soap(asked) else _rest
    return here(rm, asked)


def _token(rm: "FakeRm", asked: Asked) -> Answer:
    if asked.method != "POST" or rm.faults.rest_off or rm.faults.token_off:
        return page(404, NOT_FOUND_PAGE)
    return rm.tokens.give(asked)


def _rest(rm: "FakeRm", asked: Asked) -> Answer:
    route = asked.route.lower()
    known = route in (COLIGADAS, other_routes.STUDENT_CONTEXTS) or any(
        pattern.fullmatch(asked.route) for pattern in (rest.SENTENCE, other_routes.DATA_SERVER)
    )
    if asked.method != "GET" or rm.faults.rest_off or not known:
        return page(404, NOT_FOUND_PAGE)
    if rm.faults.html_500:
        return page(500, ERROR_PAGE)
    if not rm.tokens.let_in(asked):
        return rest.UNAUTHORISED
    if route == COLIGADAS:
        return rest.coligadas()
    if route == other_routes.STUDENT_CONTEXTS:
        return other_routes.student_contexts(asked)
    by_ra = other_routes.DATA_SERVER.fullmatch(asked.route)
    return other_routes.students_by_ra(rm.school, asked) if by_ra else rest.run_sentence(rm.sentences, asked)


def _soap(rm: "FakeRm", asked: Asked) -> Answer:
    if rm.faults.soap_off:
        return page(404, NOT_FOUND_PAGE)
    if rm.faults.html_500:
        return page(500, ERROR_PAGE)
    if asked.route.lower() == soap.WSDL_ROUTE.lower():
        return soap.wsdl()
    if asked.method != "POST" or asked.route.lower() != soap.ROUTE.lower():
        return page(404, NOT_FOUND_PAGE)
    if not rm.tokens.let_in(asked):
        return page(401, "<html><body>401 - Unauthorized</body></html>", WWW_Authenticate="Basic")
    return soap.run_sentence(rm.sentences, asked)
