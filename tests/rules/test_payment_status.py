import pytest

from casecalc.rules.payment_status import (
    MatchedStatuses,
    PaymentStatus,
    RowStatus,
    match_statuses,
    read_status_file,
)
from casecalc.rules.refusals import FileRefused

HEADER = "payment,status,amount,method\n"
PAYMENTS = {1: 1_000, 2: 2_000, 3: 0}


def matched(rows: str, *, header: str = HEADER, settlement: int = 1) -> MatchedStatuses:
    file = read_status_file((header + rows).encode(), "status.csv")
    return match_statuses(file, settlement=settlement, payments=PAYMENTS)


def counted(found: MatchedStatuses) -> dict[str, int]:
    return {str(status): n for status, n in found.counts.items() if n}


def test_a_row_that_names_a_payment_and_its_amount_is_matched() -> None:
    found = matched("S1-P1,Paid,$10.00,check\nP2,UNCASHED,20,\n3,void,0,\n")
    assert counted(found) == {"matched": 3}
    assert [(row.person, row.status, row.cents, row.method) for row in found.matched] == [
        (1, PaymentStatus.PAID, 1_000, "check"),
        (2, PaymentStatus.UNCASHED, 2_000, ""),
        (3, PaymentStatus.VOID, 0, ""),
    ]


@pytest.mark.parametrize(
    ("rows", "counts", "sentence"),
    [
        ("P9,paid,1,\n", {"unknown": 1}, "Record 1: P9 is paid nothing by this settlement."),
        ("S2-P1,paid,10,\n", {"unknown": 1}, "Record 1: it names settlement 2, and this is "),
        ("P1,paid,10,x\nP1,paid,10,x\n", {"matched": 1, "duplicate": 1}, "repeats record 1 on P1"),
        (
            "P1,paid,10,\nP1,void,10,\n",
            {"conflicting": 2},
            "the rows on P1 say different things; none of them counts",
        ),
        (
            "P1,paid,10.01,\n",
            {"amount_differs": 1},
            "the amount for P1 is $10.01, and the settlement pays $10.00.",
        ),
        ("P1,lost,10,\n", {"rejected": 1}, '"lost" is not one of: paid, uncashed, returned, void'),
        ("P1,paid,ten,\n", {"rejected": 1}, '"ten" is not an amount of dollars and cents.'),
        ("A-7,paid,10,\n", {"rejected": 1}, '"A-7" is not a payment such as S1-P12'),
        ("P1,paid,10\n", {"rejected": 1}, "it has 3 cells and the header has 4."),
        ("P1,paid,10,\0\n", {"rejected": 1}, "a cell holds a NUL character."),
    ],
)
def test_every_other_row_is_accounted_for_and_says_why(
    rows: str, counts: dict[str, int], sentence: str
) -> None:
    found = matched(rows)
    assert counted(found) == counts
    assert found.rows_read == sum(counts.values())
    assert sentence in found.problems[0].sentence


def test_rows_after_a_conflict_do_not_settle_it() -> None:
    found = matched("P1,paid,10,\nP1,void,10,\nP1,paid,10,\nP2,paid,20,\n")
    assert counted(found) == {"conflicting": 3, "matched": 1}
    assert set(found.counts) == set(RowStatus)


def test_blank_lines_are_no_rows_and_columns_are_found_by_their_usual_names() -> None:
    header = "Payment Reference;Name;Payment Status;Payment Amount\n"
    found = matched("S1-P1;Ann;paid;10\n;;;\n\nS1-P2;Bob;paid;20\n", header=header)
    assert counted(found) == {"matched": 2}
    assert [row.record for row in found.matched] == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_header(encoding: str) -> None:
    file = read_status_file((HEADER + "P1,paid,10,chèque\n").encode(encoding), "status.csv")
    assert file.rows[0].method == "chèque"


def test_a_row_with_bytes_of_another_encoding_is_rejected() -> None:
    data = HEADER.encode() + "P1,paid,10,Zürich\n".encode() + b"P2,paid,20,Z\xfcrich\n"
    file = read_status_file(data, "status.csv")
    assert [row.person for row in file.rows] == [1]
    assert file.rejected[0].sentence == "Record 2: a cell holds bytes that are not UTF-8."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        (HEADER, "has a header and no row"),
        ("person,state\nP1,paid\n", "no column amount"),
        ("payment,payment,status,amount\nP1,P1,paid,10\n", "2 columns that could be payment"),
        (HEADER + 'P1,paid,10,"check\n', "a quote is opened here and never closed"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        read_status_file(text.encode(), "status.csv")
