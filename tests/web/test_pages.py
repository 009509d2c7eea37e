"""What the pages say."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casecalc.models import Import, Job, Matter, Run, User

from . import worlds

Page = Callable[..., str]


def words(html: str) -> str:
    """The text of a page on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_overview_shows_the_path_from_rows_to_dollars(page: Page, run: Run) -> None:
    text = words(page(""))
    assert "Roster rows 8 accepted from 1 roster" in text
    assert "Persons 7" in text
    assert "Eligible 1" in text
    assert "$1,000.00" in text


def test_overview_says_what_to_do_next(page: Page, matter: Matter) -> None:
    assert "→ Upload a roster" in words(page(""))


def test_a_stale_run_is_marked_on_every_page_of_its_figures(
    page: Page, run: Run, matter: Matter, user: User, now
) -> None:
    worlds.import_bytes(matter, b"member_id\nx1\n", "roster", name="more.csv", by=user, now=now)
    for path in ("", "runs/1/", "runs/1/members/", "runs/1/members/P1/"):
        text = words(page(path))
        assert "Run 1 is stale" in text, path
        assert "Import 4 was committed after this run." in text, path


def test_a_demonstration_says_so_on_every_page(page: Page, run: Run, matter: Matter) -> None:
    banner = "Demonstration: invented network, invented people"
    assert banner not in page("")
    matter.is_demonstration = True
    matter.save()
    for path in ("", "imports/", "definition/", "runs/1/", "runs/1/members/", "exhibits/"):
        assert banner in page(path), path


def test_reconciliation_gives_every_identity_with_its_numbers(page: Page, run: Run) -> None:
    text = words(page("runs/1/"))
    assert "Import 1: rows read = accepted + rejected 9 rows read = 8 accepted + 1 rejected" in text
    assert "7 persons = 1 eligible + 4 ineligible + 2 undetermined" in text
    assert "8 accepted = 4 linked + 1 duplicate + 2 conflicting + 1 unmatched + 0 ambiguous" in text
    assert "does not hold" not in text
    assert run.digest in text


def test_a_members_page_gives_reasons_with_their_source_rows(page: Page, run: Run) -> None:
    text = words(page("runs/1/members/P1/"))
    assert "The records show that the person has a country of residence of “US”." in text
    assert "import 1 , record 1" in text
    assert "import 2 , record 1" in text
    assert (
        "1 person × $1,000.00, the larger of this and actual damages of $0.00 = $1,000.00" in text
    )
    assert "The run recorded" not in text  # the obvious engine agrees with what is stored


def test_every_members_page_agrees_with_what_the_run_recorded(page: Page, run: Run) -> None:
    for number in range(1, 8):
        assert "Tell whoever runs this site" not in page(f"runs/1/members/P{number}/")


def test_a_person_that_the_run_does_not_have_is_not_found(owner: Client, run: Run) -> None:
    for number in ("0", "8", "99999999999999999999999"):
        response = owner.get(f"/matters/{run.matter.slug}/runs/1/members/P{number}/")
        assert response.status_code == 404


def test_cells_are_shown_as_delivered(page: Page, run: Run) -> None:
    text = words(page("runs/1/members/P1/"))
    assert "Remark =1+1" in text
    assert "email ann@example.com" in text


def test_text_from_files_is_literal_and_hidden_characters_are_seen(page: Page, run: Run) -> None:
    for path in ("runs/1/members/", "runs/1/members/P5/"):
        html = page(path)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in html
    assert 'Dan<span class="control">U+202E</span>Poe' in page("runs/1/members/P4/")


def test_rejected_rows_are_shown_and_downloaded(
    page: Page, run: Run, owner: Client, matter: Matter
) -> None:
    text = words(page("imports/1/"))
    assert "Rejected rows 1 of 9 rows read" in text
    assert "UNREADABLE_CELL" in text
    assert "no-at-sign" in text
    response = owner.get(f"/matters/{matter.slug}/imports/1/rejected.csv")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0].startswith("record,code,sentence,member_id,email,")
    assert lines[1].startswith("9,UNREADABLE_CELL,")
    assert len(lines) == 2


def test_disclosures_that_do_not_count_are_listed(page: Page, run: Run) -> None:
    text = words(page("runs/1/disclosures/", status="conflicting"))
    assert text.count(" e5 ") == 2
    assert "Exclusion list rows that list nobody: unmatched" in text


def test_review_list_names_doubtful_people(page: Page, run: Run) -> None:
    text = words(page("runs/1/review/"))
    assert "names differ 1" in text
    assert "look alike 1" in text
    assert "Two persons of the same name and date of birth" in text


def test_uploading_a_file_queues_an_import_and_shows_its_progress(
    owner: Client, matter: Matter
) -> None:
    file = SimpleUploadedFile("new.csv", b"member_id\nx1\n")
    response = owner.post(
        f"/matters/{matter.slug}/imports/new/", {"file": file, "kind": "roster"}, follow=True
    )
    assert response.redirect_chain[-1][0] == f"/matters/{matter.slug}/imports/1/"
    html = response.content.decode()
    assert f'hx-get="/matters/{matter.slug}/imports/1/progress/"' in html
    assert '<meta http-equiv="refresh"' in html
    assert Job.objects.get().state == "queued"


def test_a_finished_job_tells_its_page_to_load_anew(owner: Client, run: Run) -> None:
    response = owner.get(f"/matters/{run.matter.slug}/runs/1/progress/")
    assert response["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": "roster"}, "This field is required."),
        ({"kind": "exclusion_list", "file": b"member_id\nx\n"}, "An exclusion list needs a name"),
        (
            {"kind": "roster", "file": b"member_id\nx\n", "mapping": b"{"},
            "The mapping is not JSON: line 1",
        ),
        (
            {"kind": "roster", "file": b"member_id\nx\n", "mapping": b'{"dates": {"plan": "Y"}}'},
            "dates",
        ),
    ],
)
def test_an_upload_that_cannot_be_read_is_refused_with_a_sentence(
    owner: Client, matter: Matter, sent: dict[str, object], sentence: str
) -> None:
    fields = {
        name: SimpleUploadedFile("f.csv", value) if isinstance(value, bytes) else value
        for name, value in sent.items()
    }
    response = owner.post(f"/matters/{matter.slug}/imports/new/", fields)
    assert response.status_code == 422
    assert sentence in words(response.content.decode())
    assert not Import.objects.exists()


def test_a_definition_that_is_refused_names_the_part_and_keeps_the_text(
    owner: Client, matter: Matter
) -> None:
    text = '{"format": "casecalc/class-definition/1", "all_of": [{"kind": "guess"}]}'
    response = owner.post(f"/matters/{matter.slug}/definition/new/", {"document": text})
    assert response.status_code == 422
    shown = words(response.content.decode())
    assert "all_of[0].kind: &quot;guess&quot; is not one of" in shown
    assert "casecalc/class-definition/1" in shown
    assert matter.definitions.count() == 1


def test_an_override_is_recorded_against_a_source_row_and_waits_for_the_next_run(
    owner: Client, run: Run, page: Page
) -> None:
    address = f"/matters/{run.matter.slug}/runs/1/members/P4/override/"
    response = owner.post(address, {"outcome": "eligible", "reason": "See the lease."}, follow=True)
    assert "1 decision recorded after this run" in words(response.content.decode())
    decision = run.matter.decisions.get()
    roster = run.imports.get(kind="roster")
    assert decision.document["row"] == f"{roster.source_file.sha256}#5"
    assert "See the lease." in words(page("decisions/"))


def test_an_override_in_force_is_shown_with_author_and_reason(
    owner: Client, run: Run, page: Page, user: User, now
) -> None:
    address = f"/matters/{run.matter.slug}/runs/1/members/P4/override/"
    owner.post(address, {"outcome": "eligible", "reason": "See the lease."})
    worlds.with_run(run.matter, user, now)
    text = words(page("runs/2/members/P4/"))
    assert "Outcome decided by hand: eligible, by owner" in text
    assert "Reason: “ See the lease. ” It changes no criterion’s result." in text
    assert "computed: undetermined" in text


def test_the_last_owner_cannot_be_removed(owner: Client, matter: Matter, user: User) -> None:
    response = owner.post(f"/matters/{matter.slug}/people/{user.pk}/remove/", follow=True)
    assert "is the only owner" in words(response.content.decode())


def test_pages_are_not_cached_and_send_a_strict_policy(owner: Client, run: Run) -> None:
    response = owner.get(f"/matters/{run.matter.slug}/runs/1/members/P1/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "no-store" in response["Cache-Control"]
    html = response.content.decode()
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)


def test_a_damaged_file_is_named_and_nothing_is_shown_from_it(owner: Client, run: Run) -> None:
    persons = run.matter.store.path / "runs" / run.key / "persons.parquet"
    persons.chmod(0o600)
    data = bytearray(persons.read_bytes())
    data[100] ^= 1
    persons.write_bytes(data)
    response = owner.get(f"/matters/{run.matter.slug}/runs/1/members/")
    assert response.status_code == 503
    assert "persons.parquet is damaged" in response.content.decode()
