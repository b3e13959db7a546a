"""Where plans stand, in a sentence."""

from __future__ import annotations

from types import SimpleNamespace

from fastapi import Request

from maps.i18n import translations
from server.errors import TooManyTriesError
from server.jobs.jobs import Jobs
from server.jobs.state import Failure, JobState, Phase
from server.language import reader_language
from server.resources import Resources
from server.rights import refusal

__all__ = ["newest_plans", "state_words"]

_SHOWN = 6


def newest_plans(request: Request, reading: Resources) -> list[SimpleNamespace]:
    """Return the newest plans for a reader who may read them; none for any other."""
    try:
        if refusal(request) is not None:
            return []
    except TooManyTriesError:
        return []
    jobs: Jobs = request.app.state.jobs
    lang = reader_language(request, reading.settings.language)
    newest = jobs.all()[:_SHOWN]
    return [SimpleNamespace(id=job.id, title=job.state.title, said=state_words(job.state, lang)) for job in newest]


def state_words(state: JobState, lang: str) -> str:
    """Return where a job stands in a sentence."""
    _ = translations(lang).gettext
    failures = {
        Failure.REFUSED: _("It cannot be planned as it stands."),
        Failure.OPERATOR: _(
            "It could not be planned: roads or data are missing; the operator finds the reason in the log."
        ),
        Failure.ENDED: _("Planning ended in the midst of it; the operator finds the reason in the log. Try it again."),
        Failure.EMPTY: _("It was stopped before a plan was found."),
    }
    if state.failure is not None:
        return failures[state.failure]
    sentences = {
        Phase.QUEUED: _("It waits for its turn."),
        Phase.RUNNING: _("Ways between the sites are looked up.")
        if not state.total
        else _("The best plan is looked for."),
        Phase.DONE: _("Planned."),
        Phase.FAILED: failures[Failure.ENDED],
        Phase.STOPPED: _("Stopped: this is the best plan that was found until then."),
    }
    return sentences[state.phase]
