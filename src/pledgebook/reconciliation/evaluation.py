"""A reconciliation in, records of predicted flows out, in the form that labelled flows have."""

from decimal import Decimal
from typing import Any

from pledgebook.model.flow import Check, Flow, Rival
from pledgebook.model.identity import plain_decimal
from pledgebook.model.judgement import Verdict
from pledgebook.reconciliation.fold import Reconciliation


def predicted_flows(reconciliation: Reconciliation) -> list[dict[str, Any]]:
    """List flows and checks as records with the keys `flow`, `kind`, `parent`, `funders`, `statements` and figures.

    A check is of kind "aggregate". The parent of a flow is the flow or check that the PART_OF decisions put it in.
    """
    home = {name: flow.id for flow in reconciliation.flows for name in flow.statements}
    home |= {name: check.id for check in reconciliation.checks for name in check.statements}
    parents = {
        home[item.left]: home[item.right] for item in reconciliation.decisions if item.verdict is Verdict.PART_OF
    }
    records = [_flow_record(flow, flow.parent or parents.get(flow.id)) for flow in reconciliation.flows]
    return records + [_check_record(check) for check in reconciliation.checks]


def _flow_record(flow: Flow, parent: str | None) -> dict[str, Any]:
    quantity = flow.quantity
    return {
        "flow": flow.id,
        "name": flow.label,
        "kind": str(flow.kind),
        "parent": parent,
        "funders": list(flow.funders),
        "implementing_actor": flow.implementing_actor or None,
        "currency": quantity.unit if quantity else None,
        "best": _number(quantity.best) if quantity else None,
        "highest_stage": str(flow.stage),
        "statements": list(flow.statements),
        "rival_figures": [_rival_record(rival) for rival in flow.rivals],
    }


def _check_record(check: Check) -> dict[str, Any]:
    return {
        "flow": check.id,
        "name": check.label,
        "kind": "aggregate",
        "parent": check.parent,
        "funders": list(check.funders),
        "implementing_actor": None,
        "currency": check.asserted.unit,
        "best": _number(check.asserted.best),
        "highest_stage": None,
        "statements": list(check.statements),
        "rival_figures": [_rival_record(rival) for rival in check.rivals],
    }


def _rival_record(rival: Rival) -> dict[str, Any]:
    return {
        "value": _number(rival.quantity.best),
        "currency": rival.quantity.unit,
        "statement": rival.statement,
        "reason": rival.reason,
        "arithmetic": rival.arithmetic,
    }


def _number(value: Decimal) -> int | str:
    """A whole number as such, anything else as exact text."""
    return int(value) if value == value.to_integral_value() else plain_decimal(value)
