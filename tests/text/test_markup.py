"""A message is shown as WhatsApp shows it, and nobody can put anything else on the page."""

import gc
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workchat.text.markup import to_html, to_plain

ALLOWED = {"strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "br", "a"}
MARKS = "*_~`>-.0123456789 \n"
HOSTILE = st.text(alphabet=st.sampled_from("*_~`> \n-1.ab<&\"'é👍https://x/(){}"), max_size=80)


class Page(HTMLParser):
    """What a browser makes of it: the elements, their attributes, and the letters."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], ""
        self.feed(str(html))  # a Markup would escape itself again while it is parsed
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Olá *Marta*!", "Olá <strong>Marta</strong>!"),
        ("_oi_ ~nao~ `1`", "<em>oi</em> <s>nao</s> <code>1</code>"),
        ("*_oi_*", "<strong><em>oi</em></strong>"),
        ("*a _b* c_", "<strong>a _b</strong> c_"),
        ("```mono *x*```", "<code>mono *x*</code>"),
        ("veja\n```\na\n  *b*\n```\nfim", "veja<pre>\na\n  *b*</pre>fim"),
        ("> citado\n> mais\nfim", "<blockquote>citado<br>mais</blockquote>fim"),
        ("- um\n* *dois*\n3 x", "<ul><li>um</li><li><strong>dois</strong></li></ul>3 x"),
        ("1. um\n2. dois\n7. sete", '<ol start="1"><li>um</li><li>dois</li></ol><ol start="7"><li>sete</li></ol>'),
        ("a\n\nb", "a<br><br>b"),
        ("a\n\n- b", "a<br><br><ul><li>b</li></ul>"),
        ('5 < 6 & "x" <b>', "5 &lt; 6 &amp; &#34;x&#34; &lt;b&gt;"),
    ],
)
def test_formatting_is_shown_as_whatsapp_shows_it(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    "text",
    ["a * a*", "*a *", "**", "***", "2*3*4", "arquivo_de_notas_2026", "*a", "a*b*", "__", "` `", "``", "``````",
     "*a\nb*", ">", "- ", "1.a", "~ ~", "javascript:alert(1)", "https://", "http://a@b.com", "xhttps://a.com", "https://[a"],
)  # fmt: skip
def test_marks_that_format_nothing_stay_as_written(text):
    assert Page(to_html(text)).tags <= {"br"}
    assert to_plain(text) == text


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("veja https://escola.com.br/termo.", "https://escola.com.br/termo"),
        ("(http://a.com/x_y_z)", "http://a.com/x_y_z"),
        ("*https://a.com/?a=1&b=2*", "https://a.com/?a=1&b=2"),
        ("https://a.com/_b_/c", "https://a.com/_b_/c"),
        ("HTTPS://A.COM", "HTTPS://A.COM"),
    ],
)
def test_a_link_opens_apart_and_tells_nobody_where_it_was(text, address):
    attributes = Page(to_html(text)).attributes
    assert attributes == [("href", address), ("target", "_blank"), ("rel", "noopener noreferrer nofollow")]
    assert address in to_plain(text)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "*<b>*", "https://a.b/\"onclick='x'", "`</code>`"],
)
def test_nobody_can_put_an_element_on_the_page(text):
    page = Page(to_html(text))
    assert page.tags <= ALLOWED
    assert all(name in ("href", "target", "rel") for name, _ in page.attributes)
    assert letters(page.text) == letters(to_plain(text))


@given(HOSTILE | st.text())
@example("*`a*`")
@example("```\n\n```\n```x```")
def test_the_page_reads_as_the_message_without_its_active_marks(text):
    page, plain = Page(to_html(text)), to_plain(text)
    assert page.tags <= ALLOWED
    assert letters(page.text) == letters(plain)
    rest = iter(text)
    assert all(letter in rest for letter in plain), "letters appeared or changed places"
    removed = len(text) - len(plain)
    assert sum(text.count(mark) for mark in set(MARKS)) >= removed


@given(st.text(alphabet=st.characters(exclude_characters=MARKS + "hH")))
def test_a_text_without_marks_is_only_escaped(text):
    assert to_plain(text) == text
    assert Page(to_html(text)).tags == set()


@given(HOSTILE.filter(lambda text: "://" not in text))
def test_what_is_escaped_once_is_not_escaped_again(text):
    assert to_plain(Page(to_html(f"`{letters(text)}`")).text or "x")
    assert "&amp;lt;" not in to_html(text.replace("&", ""))


@pytest.mark.parametrize(
    "pattern",
    ["*", "_a ", " `a", "*_~", "*a _b ~c ", "```", "``` ", "```\n", "> ", "- a\n", "1. a\n", "https://", "https://a.b/*_",
     "*a* ", "<&", "~\n*"],
)  # fmt: skip
def test_a_hostile_message_costs_no_more_than_its_length(pattern):
    small, large = (_seconds(pattern * (size // len(pattern))) for size in (16_384, 65_536))
    assert large < 1
    assert large < small * 16 + 0.05  # four times longer; squared would be sixteen


def _seconds(text: str) -> float:
    best = 9.0
    gc.disable()  # what other tests left behind is looked through while we measure
    for _ in range(3):
        start = time.thread_time()  # of the processor: what else runs on the machine does not count
        to_html(text)
        best = min(best, time.thread_time() - start)
    gc.enable()
    return best
