"""The session that all requests of a source go through: patient within its deadline, and silent about its secrets."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from dlt.sources.helpers.requests import Response, Session
from requests import PreparedRequest
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError as TransferFailed

from heartbeat.ingest.kinds.rest.answers import Answer
from heartbeat.ingest.kinds.rest.exchange import LARGEST_BYTES, TooLarge, TooSlow, exchange
from heartbeat.ingest.kinds.rest.patience import Patience
from heartbeat.ingest.kinds.rest.retrying import date_of, is_passing, pause_after
from heartbeat.ingest.kinds.rest.troubles import LOGIN, Teller, Trouble

MOST_REDIRECTS = 5
_PLAUSIBLE_SECONDS = 3600  # by which a source's clock may differ from ours
_FAILURES = (RequestException, TransferFailed, ConnectionError, ValueError)  # the last one: a header that is none


class PatientSession(Session):
    """Sends a request until its whole answer is here, was read, and is a success; else it says why not.

    Redirects are followed on the hosts of the source, and to others without credentials. A request of another host is refused.

    Args:
        teller: puts what goes wrong into words.
        homes: addresses whose hosts may be asked: the source's url, and where its tokens come from.
        patience: of this run.
    """

    def __init__(self, teller: Teller, homes: Iterable[str], patience: Patience) -> None:
        super().__init__(raise_for_status=False)
        self.headers["User-Agent"] = "heartbeat"
        self.teller = teller
        self._patience = patience
        self._homes = {_origin(home) for home in homes}
        self._private = {"authorization", "cookie", "proxy-authorization"}
        self._ahead: float | None = None

    @property
    def ahead_seconds(self) -> float:
        """By how much the source's clock is ahead of ours; 0 where it does not tell, or nothing plausible."""
        return self._ahead or 0.0

    def keep_private(self, headers: Iterable[str]) -> None:
        """Never send these headers to another host."""
        self._private |= {name.lower() for name in headers}

    def send(self, request: PreparedRequest, **settings: Any) -> Response:
        """Send it; see the class.

        Raises:
            SourceUnreachable: no connection stands, however often it was tried.
            SourceRejected: the server refused, said something else than JSON, or did not end within the patience.
        """
        if request.method != "POST":  # nothing but a token is asked that way
            return self._ask(request, settings)
        page, self.teller.asking = self.teller.asking, LOGIN
        answer = self._ask(request, settings)
        self._check_token(answer.json())
        self.teller.asking = page
        return answer

    def _check_token(self, said: Any) -> None:
        """See that an answer holds a token, keep that out of all messages, and let no odd `expires_in` through."""
        token = said.get("access_token") if isinstance(said, dict) else None
        if not isinstance(token, str) or not token:
            raise self.teller.refusal("holds no `access_token`", "Correct `access_token_url`, and what `auth` says beside it.")
        self.teller.keep_quiet(token)
        if not str(said.get("expires_in", "")).isdecimal():
            said.pop("expires_in", None)  # an hour, then

    def _ask(self, request: PreparedRequest, settings: Mapping[str, Any]) -> Answer:
        self._stay_home(request)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._patiently(request, settings)
            target = self.get_redirect_target(answer)
            if target is None:
                return self._read(answer)
            request = self._follow(request, target)
        hint = "Correct the source's url, or the endpoint's `path`."
        raise self.teller.refusal("redirects again and again", hint)

    def _stay_home(self, request: PreparedRequest) -> None:
        url = request.url or ""
        secure = urlunsplit(urlsplit(url)._replace(scheme="https"))
        if _origin(url) not in self._homes and _origin(secure) in self._homes:
            request.url = url = secure  # a server behind a proxy seldom knows that it is spoken to in secret
        if _origin(url) not in self._homes:
            host = urlsplit(url).hostname or "none"
            hint = "Declare the endpoint's `pagination`, or make that host a source of its own."
            raise self.teller.refusal(f"lies on another host ({host}), where the credentials must not go", hint)

    def _patiently(self, request: PreparedRequest, settings: Mapping[str, Any]) -> Answer:
        tries = 0
        while True:
            tries += 1
            found = self._once(request, settings)
            if isinstance(found, Answer):
                if not is_passing(found.status_code):
                    return found
                self._pause(found, tries, self.teller.bad_status(found))
            else:
                self._pause(None, tries, found)

    def _once(self, request: PreparedRequest, settings: Mapping[str, Any]) -> Answer | Trouble:
        timeout = (self._patience.connect, self._patience.first_byte)
        chosen = {**settings, "stream": True, "allow_redirects": False, "timeout": timeout}
        started = time.time()
        try:
            response, body = exchange(partial(super().send, request, **chosen), self._patience)
        except TooSlow as error:
            return Trouble(self.teller.too_slow(str(error)))
        except TooLarge:
            hint = "Ask for smaller pages: a `limit` in `params`, or the endpoint's `pagination`."
            return Trouble(self.teller.refusal(f"is larger than {LARGEST_BYTES >> 20} MB", hint))
        except _FAILURES as error:
            return self.teller.failure(error)
        self._learn_clock(response, started)
        return Answer(response, body)

    def _learn_clock(self, response: Response, started: float) -> None:
        told = date_of(response.headers.get("Date", ""))
        if self._ahead is None and told is not None and abs(told - started) <= _PLAUSIBLE_SECONDS:
            self._ahead = told - started

    def _pause(self, answer: Answer | None, tries: int, trouble: Trouble) -> None:
        headers = None if answer is None else answer.headers
        pause = pause_after(headers, tries, self._patience.pause) if trouble.is_passing else None
        if pause is None:
            raise trouble.error
        left = self._patience.left
        if pause.seconds >= left:
            raise self.teller.too_long(trouble.error, pause.seconds, left) if pause.is_asked else trouble.error
        threading.Event().wait(pause.seconds)

    def _read(self, answer: Answer) -> Answer:
        if not 200 <= answer.status_code <= 299:
            raise self.teller.bad_status(answer).error
        try:
            answer.read()
        except (ValueError, LookupError, RecursionError, ArithmeticError) as error:
            raise self.teller.no_json(answer) from error
        return answer

    def _follow(self, request: PreparedRequest, target: str) -> PreparedRequest:
        if request.method != "GET":
            raise self.teller.refusal("redirects a request that carries credentials", "Correct `access_token_url`.")
        following = request.copy()
        following.url = urljoin(request.url or "", target)
        if _origin(following.url) not in self._homes:
            for name in [name for name in following.headers if name.lower() in self._private]:
                del following.headers[name]
        return following


def _origin(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return "", "", 0
    return parts.scheme, (parts.hostname or "").lower(), port
