"""Who may plan and read plans: this machine or who has the token, and never the page of another site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

from server.app import create_app
from server.posted import MOST_BYTES
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = ("127.0.0.1", 50123)
AT = "http://127.0.0.1:8000"
OWN = {"Origin": AT, "Sec-Fetch-Site": "same-origin"}
JSON = {"Accept": "application/json"}
TOKEN = "correct-horse-battery"
FORM = {"to": "/plans"}
"""Any form: what is refused is refused before it is read."""


def asking(settings: Settings, *, base: str = AT, client: tuple[str, int] = HERE, **changes: object) -> TestClient:
    app = create_app(settings.model_copy(update=changes))
    return TestClient(app, base_url=base, client=client, follow_redirects=False)


@pytest.fixture(scope="module")
def here(island_settings: Settings) -> Iterator[TestClient]:
    with asking(island_settings) as client:
        yield client


@pytest.fixture(scope="module")
def open_to_others(island_settings: Settings) -> Iterator[TestClient]:
    changes = {"token": SecretStr(TOKEN), "host": "0.0.0.0"}
    with asking(island_settings, base="http://maps.example:8000", client=("192.0.2.7", 4000), **changes) as client:
        yield client


def refused(answer: object) -> str:
    assert answer.status_code == 403, answer.text  # type: ignore[attr-defined]
    detail: str = answer.json()["detail"]  # type: ignore[attr-defined]
    return detail


def test_this_machine_may_read_plans_and_plan(here: TestClient) -> None:
    assert here.get("/plans").status_code == 200
    assert here.post("/visits/new", data=FORM, headers=OWN).status_code == 422  # read, and its fields are missing


@pytest.mark.parametrize("name", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_every_name_of_this_machine_will_do(here: TestClient, name: str) -> None:
    assert here.get("/plans", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "[", "", "0.0.0.0"],
)
def test_a_foreign_name_that_points_here_gets_nothing(here: TestClient, name: str) -> None:
    own = {"Origin": f"http://{name}", "Sec-Fetch-Site": "same-origin", "Host": name, **JSON}
    assert "only on the machine" in refused(here.get("/plans", headers=own))
    assert "only on the machine" in refused(here.post("/visits/new", data=FORM, headers=own))


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Host", "X-Forwarded-Proto"]
)
def test_what_a_proxy_passed_on_does_not_come_from_this_machine(here: TestClient, header: str) -> None:
    assert "only on the machine" in refused(here.get("/plans", headers={header: "127.0.0.1", **JSON}))


def test_another_machine_is_refused_even_where_it_reaches_the_server(island_settings: Settings) -> None:
    with asking(island_settings, client=("192.0.2.7", 4000)) as client:
        assert "only on the machine" in refused(client.get("/plans", headers=JSON))
    with asking(island_settings, base="http://192.0.2.1:8000") as client:
        assert "only on the machine" in refused(client.get("/plans", headers=JSON))


@pytest.mark.parametrize("changes", [{"host": "0.0.0.0"}, {"base_url": "https://maps.example.org"}])
def test_a_server_that_listens_to_others_plans_nothing_without_a_token(
    island_settings: Settings, changes: dict[str, str]
) -> None:
    with asking(island_settings.model_copy(update=changes)) as client:
        assert "MIRASMAP_TOKEN" in refused(client.get("/plans", headers=JSON))
        assert "MIRASMAP_TOKEN" in refused(client.post("/visits/new", data=FORM, headers={**OWN, **JSON}))
        assert client.get("/sites").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "https://127.0.0.1:8000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": AT, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_the_page_of_another_site_cannot_make_a_reader_write(here: TestClient, headers: dict[str, str]) -> None:
    assert "another site" in refused(here.post("/visits/new", data=FORM, headers={**headers, **JSON}))


def test_a_request_of_which_nobody_says_whose_page_it_is_writes_nothing(here: TestClient) -> None:
    assert "page of this server" in refused(here.post("/visits/new", data=FORM, headers=JSON))
    bearer = {"Authorization": "Bearer anything", **JSON}  # no token is set, so it proves nothing
    assert "page of this server" in refused(here.post("/visits/new", data=FORM, headers=bearer))


def test_a_program_with_the_token_needs_no_page(open_to_others: TestClient) -> None:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert open_to_others.get("/plans", headers=bearer).status_code == 200
    assert open_to_others.post("/visits/new", data=FORM, headers=bearer).status_code == 422
    evil = {**bearer, "Origin": "https://evil.example", **JSON}
    assert "another site" in refused(open_to_others.post("/visits/new", data=FORM, headers=evil))


def test_without_the_token_nothing_is_shown_and_a_page_leads_to_it(open_to_others: TestClient) -> None:
    open_to_others.cookies.clear()
    assert "/token" in refused(open_to_others.get("/plans", headers=JSON))
    page = open_to_others.get("/plans", headers={"Accept": "text/html"})
    assert page.status_code == 403
    assert 'href="/token?to=/plans"' in page.text
    for wrong in ("mirasmap-token=", "mirasmap-token=" + TOKEN, "mirasmap-token=é"):
        cookie = {b"Cookie": wrong.encode()}
        assert open_to_others.get("/plans", headers=cookie).status_code == 403


def test_the_token_entered_once_is_kept_as_a_proof_that_only_this_site_gets(island_settings: Settings) -> None:
    changes = {"token": SecretStr(TOKEN), "base_url": "https://maps.example"}
    with asking(island_settings, base="https://maps.example", client=("192.0.2.7", 1), **changes) as client:
        own = {"Origin": "https://maps.example"}
        answer = client.post("/token", data={"token": f" {TOKEN} ", "to": "/visits/new?kind=fort"}, headers=own)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/visits/new?kind=fort")
        cookie = answer.headers["Set-Cookie"]
        for part in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
            assert part.lower() in cookie.lower()
        assert TOKEN not in cookie
        assert client.get("/plans").status_code == 200
        assert "another site" in refused(
            client.post("/visits/new", data=FORM, headers={"Origin": "https://evil.example", **JSON})
        )
        assert "page of this server" in refused(client.post("/visits/new", data=FORM, headers=JSON))
        assert client.post("/token", data={"forget": "yes"}, headers=own).status_code == 303
        assert client.get("/plans").status_code == 403


def test_a_token_that_is_set_is_asked_for_on_this_machine_too(island_settings: Settings) -> None:
    """Behind a proxy of which the settings say nothing everybody looks like this machine."""
    with asking(island_settings, token=SecretStr(TOKEN)) as client:
        assert client.get("/plans").status_code == 403


def test_after_ten_wrong_tokens_nobody_from_there_is_heard_for_a_while(island_settings: Settings) -> None:
    with asking(island_settings, token=SecretStr(TOKEN)) as client:
        for _ in range(5):
            assert client.post("/token", data={"token": "wrong"}, headers=OWN).status_code == 403
            assert client.get("/plans", headers={"Authorization": "Bearer wrong"}).status_code == 403
        late = client.post("/token", data={"token": TOKEN}, headers={**OWN, **JSON})
        assert late.status_code == 429
        assert 0 < int(late.headers["Retry-After"]) <= 601
        assert client.get("/plans", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 429
        assert client.get("/sites").status_code == 200


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""])
def test_the_page_of_the_token_leads_nowhere_else(island_settings: Settings, to: str) -> None:
    with asking(island_settings, token=SecretStr(TOKEN)) as client:
        answer = client.post("/token", data={"token": TOKEN, "to": to}, headers=OWN)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/plans")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_only_forms_are_taken(here: TestClient, kind: str) -> None:
    answer = here.post("/visits/new", content=b"to=x", headers={**OWN, **JSON, "Content-Type": kind})
    assert answer.status_code == 415


def test_a_form_that_is_too_large_is_not_read(here: TestClient) -> None:
    form = {**OWN, **JSON, "Content-Type": "application/x-www-form-urlencoded"}
    assert here.post("/visits/new", content=b"a" * (MOST_BYTES + 1), headers=form).status_code == 413

    def parts() -> Iterator[bytes]:  # sent without a length
        yield from [b"a" * 100_000] * 4

    assert here.post("/visits/new", content=parts(), headers=form).status_code == 413
    assert here.post("/visits/new", content=b"a=%ff", headers=form).status_code == 400
    assert here.post("/visits/new", content=b"&".join([b"a=1"] * 26_000), headers=form).status_code == 400


def test_head_and_options_write_nothing_and_say_where_forms_are_taken(here: TestClient) -> None:
    assert here.options("/visits/new").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert here.options("/plans").headers["Allow"] == "GET, HEAD, OPTIONS"
    answer = here.options("/visits/new", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert here.head("/visits/new").content == b""
    for path in ("/sites", "/plans", "/"):
        assert here.post(path, data=FORM, headers={**OWN, **JSON}).status_code == 405
    for method in ("PUT", "PATCH", "DELETE"):
        assert here.request(method, "/visits/new", headers={**OWN, **JSON}).status_code == 405


@pytest.mark.parametrize("token", ["short", "with a space inside it", "ünïcödé-token-of-letters"])
def test_a_token_that_is_too_easy_or_cannot_be_sent_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(ValidationError, match="16 to 200 letters"):
        Settings(token=SecretStr(token))
    assert TOKEN not in repr(Settings(token=SecretStr(TOKEN)))
