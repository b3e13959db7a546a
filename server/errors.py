"""Which error answers with which status, and the one body that all of them have (RFC 9457).

What mirasmap says on purpose is a sentence for people and is shown; everything else is logged under an id, and only the
id is shown, since the text of an unforeseen error may hold paths and SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from geo.errors import (
    AppendOnlyError,
    DateError,
    LanguageError,
    MirasmapError,
    MissionError,
    NotFoundError,
    PackageError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreVersionError,
)
from server.query import UNKNOWN

__all__ = ["STATUS", "BodyError", "ForbiddenError", "ProblemDetails", "RequestError", "TooManyTriesError", "problem_of"]


class RequestError(MirasmapError, ValueError):
    """A request that cannot be meant as it stands.

    Parameters
    ----------
    message
        What is wrong and how to mend it, without a final stop.
    parameter
        The query parameter at fault.
    """

    def __init__(self, message: str, *, parameter: str | None = None) -> None:
        self.parameter = parameter
        super().__init__(message)


class ForbiddenError(MirasmapError):
    """Who asks may not do that, or not from there."""


class TooManyTriesError(MirasmapError):
    """Too many wrong tokens came from one address.

    Parameters
    ----------
    seconds
        After which it is heard again.
    """

    def __init__(self, *, seconds: int) -> None:
        self.headers = {"Retry-After": str(seconds)}
        super().__init__(f"too many wrong tokens came from your address; try again in {seconds} seconds")


class BodyError(MirasmapError, ValueError):
    """What was sent is no form, or too large.

    Parameters
    ----------
    message
        What is wrong and how to mend it, without a final stop.
    status
        Status of the answer.
    """

    def __init__(self, message: str, status: HTTPStatus) -> None:
        self.status = status
        super().__init__(message)


STATUS: dict[type[MirasmapError], HTTPStatus] = {
    RequestError: HTTPStatus.BAD_REQUEST,
    BodyError: HTTPStatus.BAD_REQUEST,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    TooManyTriesError: HTTPStatus.TOO_MANY_REQUESTS,
    MissionError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DateError: HTTPStatus.BAD_REQUEST,
    LanguageError: HTTPStatus.BAD_REQUEST,
    NotFoundError: HTTPStatus.NOT_FOUND,
    AppendOnlyError: HTTPStatus.CONFLICT,
    StoreFullError: HTTPStatus.INSUFFICIENT_STORAGE,
    StoreReadOnlyError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreVersionError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    PackageError: HTTPStatus.SERVICE_UNAVAILABLE,
    MirasmapError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""First class that fits, from the top."""

_OF_THE_OPERATOR = "the server cannot read its store now; the operator finds the reason in the log under {id}"


@dataclass(frozen=True)
class ProblemDetails:
    """A problem as RFC 9457 has it; `type` stays `about:blank`, so the title is the phrase of the status."""

    status: HTTPStatus
    detail: str
    parameter: str | None = None
    nearest: tuple[str, ...] = ()
    log_id: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, instance: str) -> dict[str, object]:
        """Return the members of the JSON body; `instance` is the path that was asked for."""
        body: dict[str, object] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "instance": instance,
        }
        if self.parameter:
            body["parameter"] = self.parameter
        if self.nearest:
            body["nearest"] = list(self.nearest)
        if self.log_id:
            body["id"] = self.log_id
        return body


def problem_of(error: Exception, log_id: str) -> ProblemDetails:
    """Return what the reader is told about an error; `log_id` is named only where the log has more to say."""
    if isinstance(error, RequestValidationError):
        return _of_validation(error)
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        detail = "there is no page at this address" if status is HTTPStatus.NOT_FOUND else str(error.detail)
        return ProblemDetails(status, detail, headers=error.headers or {})
    if isinstance(error, MirasmapError):
        own = getattr(error, "status", None)
        status = own or next(status for kind, status in STATUS.items() if isinstance(error, kind))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # its sentence names files, which are the operator's business
            return ProblemDetails(status, _OF_THE_OPERATOR.format(id=log_id), log_id=log_id)
        return ProblemDetails(
            status,
            str(error),
            parameter=getattr(error, "parameter", None),
            nearest=getattr(error, "nearest", ()),
            headers=getattr(error, "headers", {}),
        )
    return ProblemDetails(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        f"internal error; the operator finds it in the log under {log_id}",
        log_id=log_id,
    )


def _of_validation(error: RequestValidationError) -> ProblemDetails:
    first = error.errors()[0]
    where = [str(part) for part in first["loc"] if part not in ("query", "path")]
    name = where[0] if where else None
    if first["type"] == UNKNOWN:
        return ProblemDetails(HTTPStatus.BAD_REQUEST, first["msg"], parameter=first["ctx"]["parameter"].strip("'\""))
    found = (
        "" if first["input"] is None or isinstance(first["input"], dict) else f" (found {str(first['input'])[:80]!r})"
    )
    message = first["msg"][:1].lower() + first["msg"][1:]
    return ProblemDetails(HTTPStatus.BAD_REQUEST, f"parameter {name!r}: {message}{found}", parameter=name)
