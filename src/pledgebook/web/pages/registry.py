"""Every page that is read, by its path; the desk and the published site serve them from here."""

from collections.abc import Callable, Mapping

from pledgebook.web.asking import Ask, Page
from pledgebook.web.pages import documents, flows, overview, parties, questions

View = Callable[[Ask], Page]

PAGES: Mapping[str, View] = {
    "/": overview.overview,
    "/flows": flows.flows,
    "/flows/{name}": flows.flow,
    "/funders": parties.funders,
    "/funders/{name}": parties.funder,
    "/mechanisms": parties.mechanisms,
    "/mechanisms/{name}": parties.mechanism,
    "/programmes": parties.programmes,
    "/documents": documents.documents,
    "/documents/{name}": documents.document,
    "/checks": questions.checks,
    "/checks/{name}": questions.check,
    "/conflicts": questions.conflicts,
    "/overdue": questions.overdue,
    "/changed": questions.changed,
    "/find": questions.find,
    "/explain": questions.explain,
}
