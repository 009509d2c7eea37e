"""A sample is drawn by a rule that can be repeated with paper."""

import hashlib
import subprocess

from casecalc.rules.decisions import Outcome
from casecalc.rules.sampling import draw, draw_hash, draw_per_outcome


def test_a_person_is_placed_by_the_hash_of_seed_colon_number() -> None:
    # echo -n "spring:P12" | sha256sum
    assert draw_hash("spring", 12) == hashlib.sha256(b"spring:P12").hexdigest()
    printed = subprocess.run(
        ["sha256sum"], input=b"spring:P12", capture_output=True, check=True
    ).stdout
    assert draw_hash("spring", 12) == printed.decode().split()[0]


def test_the_sample_is_the_first_persons_in_order_of_their_hashes() -> None:
    in_order = sorted(range(1, 101), key=lambda n: hashlib.sha256(f"s:P{n}".encode()).hexdigest())
    assert draw(range(1, 101), "s", 10) == tuple(in_order[:10])
    assert draw(reversed(range(1, 101)), "s", 10) == tuple(in_order[:10])


def test_a_larger_sample_of_the_same_seed_goes_on_where_the_smaller_ended() -> None:
    assert draw(range(1, 500), "s", 30)[:20] == draw(range(1, 500), "s", 20)


def test_another_seed_draws_other_persons() -> None:
    assert draw(range(1, 500), "s", 20) != draw(range(1, 500), "t", 20)


def test_a_sample_larger_than_the_run_is_everybody_once() -> None:
    assert sorted(draw(range(1, 8), "s", 20)) == [1, 2, 3, 4, 5, 6, 7]


def test_per_outcome_each_outcome_gives_as_many_as_it_has() -> None:
    outcomes = dict.fromkeys(range(1, 31), Outcome.INELIGIBLE) | {31: Outcome.UNDETERMINED}
    outcomes |= dict.fromkeys(range(40, 50), Outcome.ELIGIBLE)
    drawn = draw_per_outcome(outcomes, "s", 4)
    assert drawn == (
        *draw(range(40, 50), "s", 4),
        *draw(range(1, 31), "s", 4),
        31,
    )
