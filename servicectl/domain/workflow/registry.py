"""Every action by its verb, and what is booked without a case.

Commands, replay, validator, JSON Schema, reference and state diagram all come from ``ACTIONS``.
"""

from __future__ import annotations

from servicectl.domain.workflow.approval_actions import APPROVAL_ACTIONS, APPROVAL_DOCUMENTS
from servicectl.domain.workflow.closing_actions import CLOSING_ACTIONS
from servicectl.domain.workflow.dispatch_actions import DISPATCH_ACTIONS
from servicectl.domain.workflow.history_actions import HISTORY_ACTIONS, HISTORY_DOCUMENTS
from servicectl.domain.workflow.intake_actions import INTAKE_ACTIONS
from servicectl.domain.workflow.money_actions import MONEY_ACTIONS, MONEY_DOCUMENTS
from servicectl.domain.workflow.office_actions import OFFICE_ACTIONS
from servicectl.domain.workflow.part_actions import STOCK_ACTIONS
from servicectl.domain.workflow.stock_documents import STOCK_DOCUMENTS
from servicectl.domain.workflow.tool_actions import TOOL_DOCUMENTS
from servicectl.domain.workflow.unit_actions import UNIT_ACTIONS
from servicectl.domain.workflow.visit_actions import VISIT_ACTIONS
from servicectl.domain.workflow.warranty_actions import REPAIR_ACTIONS

ACTIONS = {
    action.verb: action
    for action in (
        *(*INTAKE_ACTIONS, *DISPATCH_ACTIONS, *VISIT_ACTIONS, *CLOSING_ACTIONS, *HISTORY_ACTIONS),
        *(*OFFICE_ACTIONS, *REPAIR_ACTIONS),
        *(*UNIT_ACTIONS, *APPROVAL_ACTIONS, *STOCK_ACTIONS, *MONEY_ACTIONS),
    )
}
LOOSE = tuple(action for action in ACTIONS.values() if action.loose)
DOCUMENTS = {
    action.verb: action
    for action in (
        *(*STOCK_DOCUMENTS, *TOOL_DOCUMENTS, *MONEY_DOCUMENTS),
        *(*APPROVAL_DOCUMENTS, *HISTORY_DOCUMENTS, *LOOSE),
    )
}
"""What is booked without a case: a voucher and no event."""
