from hypothesis import given
from hypothesis import strategies as st

from catalog.crawl.importers.hiding import Hidden
from catalog.crawl.sources.filling import fill_all
from catalog.server import Server, SourceKind

WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["--token", "--api-key=", "--key", "KEY=", "-p", "https://a:b@c/?key=d&e=f"]),
    st.from_regex(r"--(token|secret|root)=[ -z]{0,20}", fullmatch=True),
    st.from_regex(r"https://[a-z]{1,5}(:[a-z]{1,5}@x)?/\?(key|q)=[a-z]{1,9}", fullmatch=True),
)


@given(st.lists(WORDS.filter(lambda word: "${" not in word), max_size=6))
def test_filling_gives_back_what_was_hidden(words: list[str]) -> None:
    hidden = Hidden()
    shown = hidden.hide_arguments(words)
    server = Server(name="a", source=SourceKind.COMMAND, secrets=hidden.secrets)
    assert list(fill_all(shown, server)) == words


@given(st.text(min_size=1, max_size=20).filter(lambda text: "{" not in text))
def test_value_of_a_telling_flag_never_shows(value: str) -> None:
    shown = Hidden().hide_arguments([f"--password={value}"])
    assert shown == ("--password=${password}",)
