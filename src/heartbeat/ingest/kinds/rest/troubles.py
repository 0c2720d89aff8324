"""What goes wrong between a server and us, told to a person: what was asked for, what came, what to do. Never an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from requests import exceptions as failures

from heartbeat.errors import IngestError, SourceRejected, SourceUnreachable
from heartbeat.ingest.kinds.rest.answers import Answer, quoted
from heartbeat.ingest.kinds.rest.retrying import is_passing
from heartbeat.ingest.redaction import Redactor

LOGIN = "a token"  # instead of a page

_AGAIN = "It is tried again with the next run."
_NO_ADDRESS = (failures.InvalidURL, failures.InvalidSchema, failures.MissingSchema)
_NO_CONNECTION = (failures.ConnectTimeout, failures.ProxyError)
_UNCONNECTED = {"NewConnectionError", "NameResolutionError"}  # inside a failure of the library that does not tell them apart


@dataclass(frozen=True)
class Trouble:
    """What went wrong, and whether it may be over soon."""

    error: IngestError
    is_passing: bool = False


@dataclass
class Teller:
    """Puts troubles into words.

    `where` names the source: `rates (api.example.com)`; `asking` is what it is asked for: `page 3 of currency_rate`;
    `clean` takes the secrets of the run out of what a server said.
    """

    where: str
    clean: Callable[[str], str]
    asking: str = "an answer"

    def refusal(self, what: str, hint: str) -> SourceRejected:
        """The answer cannot be taken."""
        return SourceRejected(f"The answer of {self.where} for {self.asking} {what}.", hint=hint)

    def too_slow(self, how: str) -> SourceRejected:
        """The server keeps us waiting."""
        hint = f"{_AGAIN} Ask for smaller pages, or give it more time (`deadline`)."
        return SourceRejected(f"The source {self.where} answers too slowly for {self.asking}: {how}.", hint=hint)

    def too_long(self, trouble: IngestError, wait: float, left: float) -> IngestError:
        """The server asks to wait for longer than there is time."""
        asked = f"It asks to wait {wait:.0f} s (Retry-After), and {left:.0f} s are left for reading."
        hint = f"{_AGAIN} Read it less often (`schedule`), or give it more time (`deadline`)."
        return type(trouble)(f"{trouble.message} {asked}", hint=hint)

    def bad_status(self, answer: Answer) -> Trouble:
        """The answer is no success."""
        status, said = answer.status_code, self.said(answer)
        told = f"({status} {answer.reason or ''}".strip() + (f"): {said}" if said else ")")
        if status in (401, 403) or (status == 400 and self.asking == LOGIN):
            hint = "Check `auth` and the variables that it takes: they may have run out, or lack a right."
            message = f"The source {self.where} refused the credentials when asked for {self.asking} {told}."
            return Trouble(SourceRejected(message, hint=hint))
        message = f"The source {self.where} did not give {self.asking} {told}."
        if is_passing(status):
            return Trouble(SourceRejected(message, hint=_AGAIN), is_passing=True)
        return Trouble(SourceRejected(message, hint="Correct the endpoint's `path` and `params`, or the source's url."))

    def no_json(self, answer: Answer) -> SourceRejected:
        """The answer is a success, and cannot be read."""
        what = "says that it is JSON, and is none that can be read" if "json" in answer.kind else f"is no JSON, but {answer.kind}"
        hint = "Look at what the address answers: a login page, a proxy, or another `path`."
        return self.refusal(f"{what}: it begins with {self.said(answer) or 'nothing'}", hint)

    def failure(self, error: Exception) -> Trouble:
        """No answer came, or not all of it."""
        cause = _cause(error, self.clean)
        if isinstance(error, failures.SSLError):
            hint = "Check the certificate of the server, and that its url is the right one."
            return Trouble(
                SourceUnreachable(f"The source {self.where} has no connection that can be trusted: {cause}", hint=hint)
            )
        if isinstance(error, failures.InvalidHeader | UnicodeError) or type(error) is ValueError:
            hint = "Look for a line break or a space around the values that they take from the environment."
            message = f"The source {self.where} cannot be asked: a value of `auth` or `headers` is none that can be sent."
            return Trouble(SourceRejected(message, hint=hint))
        if isinstance(error, _NO_ADDRESS):
            return Trouble(self.refusal("has no address that can be asked", "Write the source's url as https://host/path."))
        if isinstance(error, failures.ReadTimeout):
            return Trouble(self.too_slow("nothing came for a while"))
        if isinstance(error, _NO_CONNECTION) or any(type(one).__name__ in _UNCONNECTED for one in _chain(error)):
            hint = f"Check that it runs and can be reached from here. {_AGAIN}"
            return Trouble(SourceUnreachable(f"The source {self.where} does not answer: {cause}", hint=hint), is_passing=True)
        message = f"The source {self.where} broke off while it gave {self.asking}: {cause}"
        return Trouble(SourceRejected(message, hint=_AGAIN), is_passing=True)

    def said(self, answer: Answer) -> str:
        """What the server said, without our secrets."""
        return quoted(answer.body, self.clean)

    def keep_quiet(self, secret: str) -> None:
        """Take out, too, what came as a secret during the run."""
        before, new = self.clean, Redactor([], [secret])
        self.clean = lambda text: new.clean(before(text))


def _chain(error: BaseException) -> list[BaseException]:
    """An error and what it wraps: the libraries put causes into `reason` or among the arguments."""
    found = [error]
    while True:
        step = found[-1]
        inner = getattr(step, "reason", None) or next((arg for arg in step.args if isinstance(arg, BaseException)), None)
        if not isinstance(inner, BaseException) or inner in found:
            return found
        found.append(inner)


def _cause(error: BaseException, clean: Callable[[str], str]) -> str:
    """The innermost cause in its own words, without an address, which may hold a key."""
    last = _chain(error)[-1]
    text = clean(str(last))
    text = text.rpartition(": ")[2] if "://" in text or "host=" in text else text
    return " ".join((text or type(last).__name__).split())[:200].rstrip(".") + "."
