"""What each role may do in its matter."""

from enum import StrEnum

from casecalc.models import Role


class Capability(StrEnum):
    VIEW = "view"
    IMPORT = "import"
    DECIDE = "decide"
    RUN = "run"
    EXHIBIT = "exhibit"
    MANAGE = "manage"


CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.OWNER: frozenset(Capability),
    Role.ATTORNEY: frozenset(Capability) - {Capability.MANAGE},
    Role.PARALEGAL: frozenset({Capability.VIEW, Capability.IMPORT, Capability.RUN}),
    Role.VIEWER: frozenset({Capability.VIEW}),
}
