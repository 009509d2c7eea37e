"""Section 2 of the meaning of figures: files become rows, rejected rows or a refusal."""

import gzip
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casecalc.rules.cells import DateForm, email_key
from casecalc.rules.columns import Kind
from casecalc.rules.mapping import parse_mapping
from casecalc.rules.reading import Reading, RejectionCode, read_file, sentence_for
from casecalc.rules.refusals import FileRefused
from casecalc.rules.rows import ListRow, LogRow, RosterRow
from casecalc.rules.sources import SourceReference

SHA = "a" * 64
KEY = email_key("a@example.com")


def read(
    data: str | bytes,
    kind: Kind = Kind.ROSTER,
    *,
    name: str = "file.csv",
    list_name: str | None = None,
    zone: str = "America/Los_Angeles",
    **mapping: Any,
) -> Reading:
    return read_file(
        data=data.encode() if isinstance(data, str) else data,
        name=name,
        sha256=SHA,
        kind=kind,
        list_name=list_name,
        mapping=parse_mapping(mapping, kind),
        time_zone=zone,
    )


def refusal_of(data: str | bytes, kind: Kind = Kind.ROSTER, **rest: Any) -> str:
    with pytest.raises(FileRefused) as refusal:
        read(data, kind, **rest)
    return str(refusal.value)


def codes(reading: Reading) -> list[str]:
    """Per record its code, or accepted, in record order."""
    found = {row.source.record: "accepted" for row in reading.accepted}
    found |= {row.record: row.code.value for row in reading.rejected}
    return [found[number] for number in sorted(found)]


def test_a_roster_row_is_read_whole() -> None:
    reading = read(
        "member_id,email,email_sha256,full_name,date_of_birth,country,region,plan,subscribed_from,"
        "subscribed_until,messages_sent,messages_received,actual_damages\n"
        f'00123, A@Example.com ,{KEY.upper()},Null,2/13/1980,usa,california,Premium,2023-1-1,'
        '20240101,"1,000",0,$12.5\n'
    )  # fmt: skip
    assert reading.accepted == (
        RosterRow(
            source=SourceReference(SHA, 1), member_id="00123", email="a@example.com",
            email_key=KEY, full_name="Null", date_of_birth=date(1980, 2, 13), country="US",
            region="CA", plan="Premium", subscribed_from=date(2023, 1, 1),
            subscribed_until=date(2024, 1, 1), messages_sent=1000, messages_received=0,
            actual_damages_cents=1250,
        ),
    )  # fmt: skip
    assert reading.forms == {
        "date_of_birth": DateForm.MDY_SLASH,
        "subscribed_from": DateForm.YMD_DASH,
        "subscribed_until": DateForm.YMD,
    }


def test_a_log_row_is_read_whole() -> None:
    reading = read(
        "event_id,email_sha256,disclosed_at,recipient,purpose,data_category,sender_consented,"
        f"recipient_consented\n E1 ,{KEY},2024-06-01 00:30,X,,pm,N,\n",
        Kind.DISCLOSURE_LOG,
        zone="Europe/Berlin",
    )
    assert reading.accepted == (
        LogRow(
            source=SourceReference(SHA, 1), event_id="E1", email_key=KEY, recipient="X",
            disclosed_at=datetime(2024, 5, 31, 22, 30, tzinfo=UTC), data_category="pm",
            sender_consented=False,
        ),
    )  # fmt: skip


def test_a_list_row_carries_the_name_of_its_list() -> None:
    text = "email,received_on\na@example.com,2024-01-02\n"
    row = ListRow(
        source=SourceReference(SHA, 1), list_name="opt_out", email="a@example.com", email_key=KEY,
        received_on=date(2024, 1, 2),
    )  # fmt: skip
    assert read(text, Kind.EXCLUSION_LIST, list_name="opt_out").accepted == (row,)
    assert "needs a name" in refusal_of(text, Kind.EXCLUSION_LIST)


def test_identifiers_and_words_stay_text() -> None:
    reading = read("member_id,full_name\n9007199254740993,nan\n1E5,-\nNA,None\n")
    found = [(row.member_id, row.full_name) for row in reading.accepted]  # type: ignore[union-attr]
    assert found == [("9007199254740993", "nan"), ("1E5", "-"), ("NA", "None")]


def test_white_space_alone_is_blank_and_a_zero_width_space_is_not() -> None:
    reading = read("member_id,plan\n\u00a0\t,x\n\u200b,x\n\x1f,x\n")
    assert codes(reading) == ["NO_IDENTITY", "accepted", "accepted"]


def test_blank_records_have_no_number() -> None:
    reading = read('\ufeffmember_id,plan\n\n1,\n , \u3000\n,,,\n""\n\n2,x\n')
    assert reading.blank_lines == 5
    assert [row.source.record for row in reading.accepted] == [1, 2]
    assert reading.rows_read == 2


def test_records_above_the_header_are_neither_rows_nor_blank_lines() -> None:
    text = 'Notes:,"two\nlines"\n\nmember_id,plan\n\n1,x\n'
    reading = read(text, header_record=3)
    assert (reading.rows_read, reading.blank_lines) == (1, 1)
    assert "is blank" in refusal_of(text, header_record=2)
    assert "before record 9" in refusal_of(text, header_record=9)


def test_unknown_columns_decide_nothing() -> None:
    reading = read("x,Member Ref,email\nq,1,not an email\n", columns={"member_id": "Member Ref"})
    assert codes(reading) == ["accepted"]
    assert reading.positions == {"member_id": 1}


MANY_FAULTS = "member_id,email,email_sha256,subscribed_from,subscribed_until,notes\n"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (b"1,,,,", "WRONG_CELL_COUNT"),
        (b"\xff,\0,z,z,z,\xff,", "WRONG_CELL_COUNT"),
        (b"\0,x,z,z,z,\xff", "UNDECODABLE_TEXT"),
        (b",x,z,z,z,\0", "NUL_CHARACTER"),
        (b",x,,2024-01-02,2024-01-01,", "UNREADABLE_CELL"),
        (b",a@b," + b"0" * 64 + b",2024-01-02,2024-01-01,", "EMAIL_HASH_MISMATCH"),
        (b",,,2024-01-02,2024-01-01,", "NO_IDENTITY"),
        (b"1,,,2024-01-02,2024-01-02,", "PERIOD_REVERSED"),
        (b"1,,,,2024-01-02,", "accepted"),
    ],
)
def test_a_row_with_several_faults_gets_the_first_code(cells: bytes, code: str) -> None:
    dates = {"subscribed_from": "YYYY-MM-DD", "subscribed_until": "YYYY-MM-DD"}
    reading = read(MANY_FAULTS.encode() + cells + b"\n,,,,,n", encoding="utf-8", dates=dates)
    assert codes(reading) == [code, "NO_IDENTITY"]


def test_a_disclosure_needs_its_time_after_an_identity() -> None:
    reading = read(
        "member_id,disclosed_at,x\n1,,\n,,x\n1,2024-01-01,\n", Kind.DISCLOSURE_LOG
    )  # fmt: skip
    assert codes(reading) == ["MISSING_REQUIRED", "NO_IDENTITY", "accepted"]


def test_the_first_unreadable_column_of_the_file_is_named() -> None:
    reading = read("messages_sent,member_id,actual_damages\nx,1,y\n1,1,y\n")
    assert [row.sentence.split(":")[0] for row in reading.rejected] == [
        'Record 1, column "messages_sent"',
        'Record 2, column "actual_damages"',
    ]


def test_a_region_is_read_by_the_country_of_its_row_wherever_that_stands() -> None:
    reading = read(
        "member_id,region,country\n1,texas,us\n2,Oz,USA\n3,Oz,\n4,Oz,AU\n5,Oz,Nowhere\n",
        values={"country": {"AU": "Australia"}},
    )
    regions = [row.region for row in reading.accepted]  # type: ignore[union-attr]
    assert regions == ["TX", "Oz", "Oz"]
    assert [row.sentence.split('"')[1] for row in reading.rejected] == ["region", "country"]


def test_the_last_day_of_a_subscription_becomes_the_first_without_it() -> None:
    text = "member_id,subscribed_from,subscribed_until\n1,2100-12-31,2100-12-31\n2,2024-01-02,2024-01-01\n"
    reading = read(text, subscribed_until_is_last_day=True)
    assert reading.accepted[0].subscribed_until == date(2101, 1, 1)  # type: ignore[union-attr]
    assert codes(reading) == ["accepted", "PERIOD_REVERSED"]
    assert codes(read(text)) == ["PERIOD_REVERSED", "PERIOD_REVERSED"]


def test_values_are_mapped_before_they_are_read() -> None:
    reading = read(
        "member_id,plan,start\n1, Prem. ,never\n2,prem.,1/2/2024\n3,,\nnone,x,\n",
        values={
            "plan": {"Prem.": " Premium Career", "": "Free"},
            "subscribed_from": {"never": "", "1/2/2024": "2024-01-02"},
            "member_id": {"none": " "},
        },
    )
    plans = [row.plan for row in reading.accepted]  # type: ignore[union-attr]
    assert plans == ["Premium Career", "prem.", "Free"]
    assert reading.forms == {"subscribed_from": DateForm.YMD_DASH}
    assert codes(reading)[3] == "NO_IDENTITY"


def test_the_form_of_dates_is_the_one_that_reads_every_value() -> None:
    text = "member_id,dob\n1,1/2/1980\n,13/2/1980\n3\n4,1/1/1980\n5,,2024-01-01\n"
    reading = read(text)
    assert reading.forms == {"date_of_birth": DateForm.DMY_SLASH}
    assert codes(reading)[1] == "NO_IDENTITY"


def test_a_column_without_dates_needs_no_form() -> None:
    reading = read("member_id,dob,start\n1,,\n2,,,2024\n", dates={"subscribed_from": "YYYYMMDD"})
    assert reading.forms == {"subscribed_from": DateForm.YMD}


def test_two_forms_are_a_question_that_names_column_and_option() -> None:
    sentence = refusal_of("member_id,My Start\n1,1/2/2024\n", columns={
        "member_id": "member_id", "subscribed_from": "My Start"})  # fmt: skip
    assert sentence.startswith('Column "My Start": MM/DD/YYYY and DD/MM/YYYY')
    assert '{"dates": {"subscribed_from"' in sentence


def test_no_form_is_a_question_that_names_where_each_failed() -> None:
    sentence = refusal_of("member_id,start\n1,1/20/2024\n2,20/1/2024\n3,x\n")
    assert 'MM/DD/YYYY fails on "20/1/2024" (record 2)' in sentence
    assert 'DD/MM/YYYY fails on "1/20/2024" (record 1)' in sentence


def test_with_the_form_stated_other_dates_reject_their_rows() -> None:
    reading = read("member_id,Start\n1,13/45/2021\n2,1/2/2021\n", dates={
        "subscribed_from": "MM/DD/YYYY"})  # fmt: skip
    assert codes(reading) == ["UNREADABLE_CELL", "accepted"]
    assert reading.rejected[0].sentence.startswith('Record 1, column "Start": "13/45/2021" is not ')


def test_the_zone_of_the_mapping_holds_before_that_of_the_matter() -> None:
    log = "member_id,disclosed_at\n1,2024-03-10 02:30\n"
    reading = read(log, Kind.DISCLOSURE_LOG, time_zone="UTC")
    at = reading.accepted[0].disclosed_at  # type: ignore[union-attr]
    assert at == datetime(2024, 3, 10, 2, 30, tzinfo=UTC)
    assert "no date form" in refusal_of(log, Kind.DISCLOSURE_LOG)
    stated = read(log, Kind.DISCLOSURE_LOG, dates={"disclosed_at": "YYYY-MM-DD"})
    assert codes(stated) == ["UNREADABLE_CELL"]


def test_a_stated_encoding_rejects_rows_and_a_recognised_one_refuses_the_file() -> None:
    data = b"member_id,full_name\n1,\xc3\xa9\n\n2,\xe9\n"
    assert codes(read(data, encoding="utf-8")) == ["accepted", "UNDECODABLE_TEXT"]
    assert refusal_of(data).startswith("Record 2 (line 4) holds bytes that are not UTF-8")
    assert refusal_of(b"\xef\xbb\xbf" + data).startswith("Record 2 (line 4)")
    assert "not Windows-1252" in refusal_of(b"member_id,full_name\n1,\x81\n")
    assert codes(read(b"member_id\n1\x81\n", encoding="cp1252")) == ["UNDECODABLE_TEXT"]


def test_windows_1252_is_read_where_nothing_is_utf_8() -> None:
    reading = read(b"member_id,full_name\n1,Ren\xe9e \x80\n")
    assert reading.dialect.encoding == "cp1252"
    assert reading.accepted[0].full_name == "Renée €"  # type: ignore[union-attr]


def test_a_row_rejected_for_its_bytes_keeps_its_cells() -> None:
    (row,) = read(b"member_id,full_name,\n1, \xff ,x\n", encoding="utf-8").rejected
    assert row.cells == ("1", " \ufffd ", "x")
    assert row.line == 2


def test_utf_16_files_are_read() -> None:
    reading = read("\ufeffmember_id\tplan\r\n1\t€\r\n".encode("utf-16-be"), name="a.tsv")
    assert (reading.dialect.encoding, reading.dialect.delimiter) == ("utf-16-be", "\t")
    assert codes(reading) == ["accepted"]


def test_compressed_files_are_read() -> None:
    assert codes(read(gzip.compress(b"email\na@b\n"), name="a.csv.gz")) == ["accepted"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "only blank lines"),
        (b" \n\t\n\n", "only blank lines"),
        (b"email", "has a header and no rows"),
        (b"email\n\n , \n", "has a header and no rows"),
        (b"\nemail\na@b\n", "header_record"),
        (b"name,plan\nx,y\n", 'Headers found: "name", "plan"'),
        (b"email,x,x\na@b,,\n", '"x" stands more than once'),
        (b"email,\xff\xc3\xa9\na@b,\n", "The header (line 1)"),
        (b"email,x\0\na@b,\n", "NUL"),
        ("email\na@b\n".encode("utf-16-le"), "UTF-16"),
        (b",".join([b"email"] + [b""] * 500) + b"\n" + b"x\n", "501 columns"),
        (b'email\n"a@b\n', "Line 2"),
        (b'email\n"a@b"x\n', "Line 2"),
        (b"email\n" + b"x" * 1_048_577, "1 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused(data: bytes, says: str) -> None:
    assert says in refusal_of(data)


def test_an_undecodable_header_is_refused_under_a_stated_encoding_too() -> None:
    assert "The header" in refusal_of(b"email,\xff\na@b,\n", encoding="utf-8")


def test_a_sentence_shows_at_most_a_hundred_characters_of_a_value() -> None:
    sentence = sentence_for(
        RejectionCode.UNREADABLE_CELL,
        record=7,
        columns=["A\nB"],
        value="x\r" * 99,
        expected="a date",
    )
    shown = sentence.split('"')[3]
    assert sentence.startswith('Record 7, column "A␊B": "x␍x␍')
    assert len(shown) == 100
    assert shown.endswith("…")


@pytest.mark.parametrize("code", RejectionCode)
def test_every_code_has_a_sentence(code: RejectionCode) -> None:
    sentence = sentence_for(code, record=3, columns=["A", "B"], value="1", expected="2")
    assert sentence.startswith("Record 3")
    assert sentence.endswith(".")


def test_a_column_without_a_header_is_named_by_its_number() -> None:
    (row,) = read("member_id,,\n1,,\0\n").rejected
    assert row.sentence.startswith('Record 1, column "number 3"')
