"""Refusals: one plain sentence that says what, where and what to do."""


class Refusal(Exception):
    """Something was refused and nothing was written; `str(refusal)` is the sentence to show."""


class FileRefused(Refusal):
    """A source file cannot be read as a whole."""


class DocumentRefused(Refusal):
    """A document (mapping, class definition, damages theory) is not valid; `path` names the
    offending part, `problem` says what is wrong with it."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'the document'}: {problem}")
        self.path = path
        self.problem = problem


class MappingRefused(DocumentRefused):
    """A column mapping is not valid."""


class DefinitionRefused(DocumentRefused):
    """A class definition is not valid."""


class TheoryRefused(DocumentRefused):
    """A damages theory is not valid."""


class SettlementRefused(DocumentRefused):
    """A settlement document is not valid, or does not fit the run that it is to divide among."""


class AllocationRefused(Refusal):
    """A fund cannot be divided as its plan says."""


class DecisionRefused(Refusal):
    """A recorded human decision cannot be accepted."""


class NotReconciled(Refusal):
    """An identity that must always hold does not; the run or exhibit is not published."""
