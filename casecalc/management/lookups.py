"""What commands name: matters, imports, runs, users."""

from casecalc.models import Import, Matter, QualitySample, Run, Settlement, User

from .action_command import CommandRefused


def find_matter(slug: str) -> Matter:
    matter = Matter.objects.filter(slug=slug).first()
    if matter is None:
        raise CommandRefused(f'There is no matter "{slug}"; make it with create_matter.')
    return matter


def find_import(matter: Matter, number: int) -> Import:
    import_ = matter.imports.filter(number=number).first()
    if import_ is None:
        raise CommandRefused(
            f"The matter {matter.slug} has no import {number}; {_known(matter.imports, 'imports')}."
        )
    return import_


def find_run(matter: Matter, number: int) -> Run:
    """A published run."""
    run = matter.runs.published().filter(number=number).first()
    if run is None:
        raise CommandRefused(
            f"The matter {matter.slug} has no published run {number}; "
            f"{_known(matter.runs.published(), 'runs')}."
        )
    return run


def find_sample(matter: Matter, number: int) -> QualitySample:
    sample = matter.samples.select_related("run__matter").filter(number=number).first()
    if sample is None:
        raise CommandRefused(
            f"The matter {matter.slug} has no sample {number}; {_known(matter.samples, 'samples')}."
        )
    return sample


def find_settlement(matter: Matter, number: int) -> Settlement:
    """A settlement that was divided."""
    divided = matter.settlements.filter(state=Settlement.State.PUBLISHED).select_related("run")
    settlement = divided.filter(number=number).first()
    if settlement is None:
        raise CommandRefused(
            f"The matter {matter.slug} has no settlement {number} that was divided; "
            f"{_known(divided, 'settlements')}."
        )
    return settlement


def find_user(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandRefused(f'There is no user "{username}"; invite one with create_user.')
    return user


def _known(found, noun: str) -> str:  # type: ignore[no-untyped-def]
    numbers = [str(number) for number in found.order_by("number").values_list("number", flat=True)]
    return f"its {noun} are {', '.join(numbers)}" if numbers else f"it has no {noun} yet"
