"""Home, overview, one step (read and save), the list with 10,000 aanvragen, and gebruikersbeheer and its report with
5,000 people, and the clients of a social secretariat with 10,000 of them, each beside a bare view.

All take turns on one server, round after round, so that a busy machine is busy for all of them. A ratio is the
median over the rounds of the page's number by the bare view's number of that same round. What a request costs the
processors stands beside it, as a second figure for a machine that is busy with other things.
"""

import gc
import os
import re
import statistics
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench import server
from bench.load import Shot, Volley, WrongAnswer, connections, fire, http_request
from loket.embedded.errors import CannotStart

if TYPE_CHECKING:
    from django.test import Client

LEAST_RATIO = 0.25
MOST_QUERIES = 8
MOST_P95_RATIO = 5.0
WARM_UP_SECONDS = 1.0
BARE, BARE_ADDRESS = "bare view", "/bench/kaal/"
STEP, NEXT_STEP = "opleiding", "verlof"
BOUNDARY = "bench-boundary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|namens_context|stap_versie)" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the table."""

    shot: Shot
    queries: int
    # A line that only explains another one has no targets.
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """One page, measured."""

    page: Page
    per_second: float
    ratio: float
    p50: float
    p95: float
    p95_ratio: float
    # In milliseconds of the processors, of web server and database together; and the bare view's by it.
    work: float
    work_ratio: float

    @property
    def missed(self) -> list[str]:
        """Which targets it does not reach."""
        if not self.page.judged:
            return []
        return [
            name
            for name, met in (
                ("ratio", self.ratio >= LEAST_RATIO),
                ("p95", self.p95_ratio < MOST_P95_RATIO),
                ("queries", self.page.queries <= MOST_QUERIES),
            )
            if not met
        ]


def run(rounds: int, seconds: float) -> bool:
    """Fill, measure, print; True when every page reaches every target."""
    processes, each = server.spread()
    concurrency = processes * each
    with server.data_servers():
        _set_up(concurrency)
        pages = _pages(concurrency)
        with server.web() as port:
            results = measure(pages, port, rounds, seconds)
    show(results, f"{concurrency} connections, {rounds} rounds of {seconds:g} s, medians")
    return not any(result.missed for result in results)


def _set_up(drafts: int) -> None:
    """Django on the benchmark's database, filled."""
    import logging

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    from bench import scale

    scale.ensure(server.DATA, os.environ["DATABASE_URL"], drafts)


def _pages(concurrency: int) -> list[Page]:
    """What is asked. Every connection saves a draft of its own: saving one draft twice at a time is queueing."""
    from django.conf import settings

    from bench import filer

    acting, fresh, saver = filer.client(), filer.bare_client(), filer.client(filer.FILER)
    keys = [row.key for row in filer.drafts()[:concurrency]]
    steps = [f"/aanvragen/{key}/stap/{STEP}/" for key in keys]
    posts = [_filled_in(saver, address, filer.answers()[STEP]) for address in steps]
    beheerder = filer.beheerder()
    session, token = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
    saving = SimpleCookie({name: saver.cookies[name].value for name in (session, token)})
    token_value = saver.cookies[token].value
    cookies = SimpleCookie({session: acting.cookies[session].value, token: token_value})
    bare_cookies = SimpleCookie({session: fresh.cookies[session].value, token: token_value})
    beheer_cookies = SimpleCookie({session: beheerder.cookies[session].value, token: token_value})

    uitvoerder = filer.uitvoerder()
    klant_cookies = SimpleCookie({session: uitvoerder.cookies[session].value, token: token_value})

    def read(
        name: str, *paths: str, browser: "Client" = acting, sent: SimpleCookie = cookies, judged: bool = True
    ) -> Page:
        requests = tuple(http_request("GET", path, headers(sent)) for path in paths)
        return Page(Shot(name, requests), queries_of(browser, "GET", paths[0]), judged)

    bodies = [_multipart(post) for post in posts]
    save = Shot(
        f"step {STEP}, save",
        tuple(
            http_request("POST", address, headers(saving) | {"Content-Type": FORM}, body)
            for address, body in zip(steps, bodies, strict=True)
        ),
        status=302,
        location=f"/stap/{NEXT_STEP}/",
    )
    return [
        read(BARE, BARE_ADDRESS, browser=fresh, sent=bare_cookies, judged=False),
        # With what every page begins: session and user as the portal reads them, for whom one acts, with which rights.
        read("bare view, acting", "/bench/kaal/loket/", judged=False),
        read("home", "/"),
        read("overview", "/aanvraag/"),
        read(f"step {STEP}", *steps, browser=saver, sent=saving),
        Page(save, queries_of(saver, "POST", steps[0], bodies[0])),
        read("list of 10,000", "/aanvragen/mijn/"),
        read("people, 5,000", "/gebruikersbeheer/", browser=beheerder, sent=beheer_cookies),
        read("chooser, 10,000 clients", "/mandaten/namens/onderneming/", browser=uitvoerder, sent=klant_cookies),
        read("clients, 10,000", "/mandaten/namens/klanten/", browser=uitvoerder, sent=klant_cookies),
        read("client search, 10,000", "/mandaten/namens/klanten/?q=maes+12", browser=uitvoerder, sent=klant_cookies),
        read("report, 5,000", "/gebruikersbeheer/rapport/", browser=beheerder, sent=beheer_cookies),
    ]


def headers(cookies: SimpleCookie) -> dict[str, str]:
    """What a browser with these cookies sends along."""
    return {
        "Host": "localhost",
        "User-Agent": "bench",
        "Accept": "text/html",
        "Cookie": cookies.output(attrs=[], header="", sep=";").strip(),
    }


def _filled_in(browser: "Client", address: str, answers: dict[str, str]) -> dict[str, str]:
    """What a browser sends when the step is filled in: the answers and the page's own hidden fields."""
    response = browser.get(address)
    hidden = dict(HIDDEN.findall(response.content.decode()))
    if response.status_code != 200 or len(hidden) != 3:
        raise WrongAnswer(f"{address}: {response.status_code}, hidden fields {sorted(hidden)}")
    return {**hidden, **answers, "actie": "volgende"}


def _multipart(fields: dict[str, str]) -> bytes:
    """The form as a browser sends it, with the file field left empty."""
    from django.test.client import encode_multipart

    empty = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attest"; filename=""\r\n'
    empty += "Content-Type: application/octet-stream\r\n\r\n\r\n"
    return empty.encode() + encode_multipart(BOUNDARY, fields)


def queries_of(browser: "Client", method: str, path: str, body: bytes = b"") -> int:
    """The statements of one request, as Django sends them; begin and commit of a transaction are not counted."""
    from django.db import connection

    statements: list[str] = []

    def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(statement)
        return execute(statement, params, many, context)

    # The first time, more may be asked for what a process then remembers.
    browser.generic(method, path, body, FORM)
    with connection.execute_wrapper(note):
        response = browser.generic(method, path, body, FORM)
    if response.status_code >= 400:
        raise WrongAnswer(f"{path}: {response.status_code}")
    return len(statements)


def measure(pages: list[Page], port: int, rounds: int, seconds: float, folder: Path = server.DATA) -> list[Result]:
    """All pages in turns, round after round; the first is what the others are compared with."""
    whoami = http_request("GET", "/bench/proces/", {"Host": "localhost"})
    volleys: list[list[Volley]] = [[] for _ in pages]
    works: list[list[float]] = [[] for _ in pages]
    gc.freeze()
    try:
        with connections(server.HOST, port, whoami, *server.spread()) as over:
            for page in pages:
                fire(page.shot, over, WARM_UP_SECONDS)
            for number in range(rounds):
                print(f"round {number + 1} of {rounds}", flush=True)
                for index, page in enumerate(pages):
                    before = server.cpu_seconds(folder)
                    volley = fire(page.shot, over, seconds)
                    volleys[index].append(volley)
                    works[index].append((server.cpu_seconds(folder) - before) * 1000 / len(volley.latencies))
    except WrongAnswer as error:
        raise CannotStart(str(error)) from error
    bare = volleys[0]
    return [
        Result(
            page=page,
            per_second=statistics.median(volley.per_second for volley in own),
            ratio=_median_ratio([v.per_second for v in own], [v.per_second for v in bare]),
            p50=statistics.median(volley.percentile(50) for volley in own),
            p95=statistics.median(volley.percentile(95) for volley in own),
            p95_ratio=_median_ratio([v.percentile(95) for v in own], [v.percentile(95) for v in bare]),
            work=statistics.median(work),
            work_ratio=_median_ratio(works[0], work),
        )
        for page, own, work in zip(pages, volleys, works, strict=True)
    ]


def _median_ratio(own: list[float], bare: list[float]) -> float:
    return statistics.median(mine / other for mine, other in zip(own, bare, strict=True))


def show(results: list[Result], how: str) -> None:
    """The table."""
    print(f"\n{how}; targets: ratio >= {LEAST_RATIO}, p95 < {MOST_P95_RATIO:g} x bare, queries <= {MOST_QUERIES}")
    titles = (("req/s", 8), ("ratio", 8), ("p50 ms", 9), ("p95 ms", 9), ("p95 x", 8), ("cpu ms", 8), ("ratio", 7))
    print(f"{'page':<22}{''.join(title.rjust(width) for title, width in titles)}{'queries':>9}  targets")
    for result in results:
        verdict = f"missed: {', '.join(result.missed)}" if result.missed else "met" if result.page.judged else ""
        print(
            f"{result.page.shot.name:<22}{result.per_second:>8.0f}{result.ratio:>8.2f}{result.p50:>9.1f}"
            f"{result.p95:>9.1f}{result.p95_ratio:>8.2f}{result.work:>8.1f}{result.work_ratio:>7.2f}"
            f"{result.page.queries:>9}  {verdict}"
        )
