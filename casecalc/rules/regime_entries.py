"""The entries of the catalogue. `verified` is set only where the words were read in a public copy;
everything else is for the attorney to check first. Amounts are money as in theory documents."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from .regime import Regime, Variant
from .theory import Combine

_PROFITS = (
    "The statute adds the profits that the violator made; the theory language knows the person's "
    "actual damages only. Profits attributed to a person can be put into that person's actual "
    "damages in the roster."
)
_DISCRETION = (
    "Whether the court awards the sum is in its discretion by the words of the statute "
    "(“may”); a theory computes the sum for everybody."
)
_EACH_LOSS = (
    "The statute compares the sum with the actual damages of each single violation. The theory "
    "language knows the actual damages of a person, not of a violation: it compares the sum for "
    "all violations with them. The two are the same where each violation's loss is below the sum "
    "per violation, or where there is one violation; otherwise the theory gives the smaller figure."
)
_NO_MORE = "Punitive damages, fees and costs are no part of an award."


def _claim(
    id: str, title: str, amount: str, *, unit: str, measure: str, **more: str
) -> Mapping[str, Any]:
    terms = {"id": id, "title": title, "unit": unit, "amount": amount, "measure": measure}
    return {**terms, **more, "actual_damages_required": False}


_ACTUAL_FIRST = Variant(
    id="actual_damages",
    title="only persons with actual damages",
    changes={"actual_damages_required": True},
    note="An award of 0.00 for a person whose actual damages are zero or not stated.",
)

_FEDERAL = (
    Regime(
        id="sca",
        title="Stored Communications Act",
        citation="18 U.S.C. § 2707(c)",
        claims=(
            _claim("sca", "Stored Communications Act", "1000.00", unit="person", measure="floor"),
        ),
        verified=True,
        notes=(
            "A floor of $1,000 for a person entitled to recover, not a flat sum: a person with "
            "larger actual damages has these.",
            "The 4th, 5th and 11th Circuits require actual damages first (11th: or profits); some "
            "district courts do not; no answer of the Ninth Circuit was found. Both readings are "
            "offered.",
            "Whether the sum is per person or per violation is disputed; per person is the "
            "assumption here.",
            _NO_MORE,
        ),
        not_expressed=(_PROFITS, _DISCRETION),
        limitation="Two years from discovery or a reasonable opportunity to discover, § 2707(f).",
        limitation_verified=True,
        variants=(
            _ACTUAL_FIRST,
            Variant(
                id="violation",
                title="per violation",
                changes={"unit": "violation"},
                note="The sum for each counted disclosure, as some plaintiffs plead.",
            ),
        ),
    ),
    Regime(
        id="wiretap",
        title="Wiretap Act",
        citation="18 U.S.C. § 2520(c)(2)",
        claims=(
            _claim(
                "wiretap", "Wiretap Act", "100.00", unit="day", measure="greater_of",
                minimum="10000.00",
            ),
        ),
        verified=True,
        notes=(
            "The greater of actual damages and of the statutory sum, which is the greater of $100 "
            "a day of violation and $10,000.",
            "Days are distinct local days with a counted disclosure. The minimum of $10,000 holds "
            "for every eligible person, one without a counted day (made eligible by hand) too.",
            "Paragraph (c)(1), for unscrambled satellite video and certain radio, has other sums.",
            _NO_MORE,
        ),
        not_expressed=(_PROFITS, _DISCRETION),
        limitation="Two years from a reasonable opportunity to discover, § 2520(e).",
        limitation_verified=True,
    ),
    Regime(
        id="vppa",
        title="Video Privacy Protection Act",
        citation="18 U.S.C. § 2710(c)(2)",
        claims=(
            _claim(
                "vppa", "Video Privacy Protection Act", "2500.00", unit="person", measure="floor"
            ),
        ),
        verified=True,
        notes=(
            "Actual damages, but not less than liquidated damages of $2,500.",
            "Per person is the assumption here; the variant counts each disclosure.",
            _NO_MORE,
        ),
        not_expressed=(_DISCRETION,),
        limitation="Two years, § 2710(c)(3).",
        variants=(
            Variant(
                id="violation",
                title="per violation",
                changes={"unit": "violation"},
                note="The sum for each counted disclosure.",
            ),
        ),
    ),
    Regime(
        id="dppa",
        title="Driver's Privacy Protection Act",
        citation="18 U.S.C. § 2724(b)(1)",
        claims=(
            _claim(
                "dppa", "Driver's Privacy Protection Act", "2500.00", unit="person", measure="floor"
            ),
        ),
        verified=True,
        notes=(
            "Actual damages, but not less than liquidated damages of $2,500.",
            "Per person is the assumption here; the variant counts each disclosure.",
            _NO_MORE,
        ),
        not_expressed=(_DISCRETION,),
        limitation="Four years, 28 U.S.C. § 1658(a).",
        variants=(
            Variant(
                id="violation",
                title="per violation",
                changes={"unit": "violation"},
                note="The sum for each counted disclosure.",
            ),
        ),
    ),
    Regime(
        id="tcpa",
        title="Telephone Consumer Protection Act",
        citation="47 U.S.C. § 227(b)(3)",
        claims=(
            _claim(
                "tcpa", "Telephone Consumer Protection Act", "500.00", unit="violation",
                measure="greater_of", amount_high="1500.00",
            ),
        ),
        verified=True,
        notes=(
            "Low end: $500 for each violation or the actual loss, whichever is greater. High end: "
            "$1,500 for each violation, where the conduct was wilful or knowing.",
            "Subsection (c)(5) has “up to $500” and its own conditions.",
        ),
        not_expressed=(
            _EACH_LOSS,
            "The court may increase the award to not more than three times. The high end of the "
            "range is three times $500 and not three times a larger actual loss; the variant "
            "computes the larger of the two, three times.",
        ),
        limitation="Four years, 28 U.S.C. § 1658(a).",
    ),
    Regime(
        id="tcpa_wilful",
        title="Telephone Consumer Protection Act, wilful or knowing",
        citation="47 U.S.C. § 227(b)(3), as increased",
        claims=(
            _claim(
                "tcpa_wilful", "Telephone Consumer Protection Act, wilful or knowing", "500.00",
                unit="violation", measure="greater_of", multiplier="3",
            ),
        ),
        verified=True,
        notes=("Three times the greater of $500 for each violation and the actual loss.",),
        not_expressed=(
            _EACH_LOSS,
            "“Not more than” three times: any lower multiple is the court's to choose.",
        ),
        limitation="Four years, 28 U.S.C. § 1658(a).",
    ),
    Regime(
        id="fcra",
        title="Fair Credit Reporting Act, wilful noncompliance",
        citation="15 U.S.C. § 1681n(a)(1)(A)",
        claims=(
            _claim(
                "fcra", "Fair Credit Reporting Act, wilful noncompliance", "100.00", unit="person",
                measure="greater_of", amount_high="1000.00",
            ),
        ),
        verified=True,
        notes=(
            "Actual damages, or damages of not less than $100 and not more than $1,000. The words "
            "“whichever is greater” are not in this subparagraph; the entry takes the larger. With "
            "the measure fixed, actual damages are left out.",
            _NO_MORE,
        ),
        not_expressed=(),
        limitation="Two years from discovery, at most five from the violation, § 1681p.",
    ),
    Regime(
        id="facta",
        title="Fair and Accurate Credit Transactions Act, receipts",
        citation="15 U.S.C. § 1681c(g), with § 1681n(a)(1)(A)",
        claims=(
            _claim(
                "facta", "Fair and Accurate Credit Transactions Act, receipts", "100.00",
                unit="person", measure="greater_of", amount_high="1000.00",
            ),
        ),
        verified=False,
        notes=(
            "Wilful noncompliance with the rule on card numbers and expiration dates on receipts. "
            "Per person is the assumption here; the variant counts each receipt.",
            _NO_MORE,
        ),
        limitation="Two years from discovery, at most five from the violation, § 1681p.",
        variants=(
            Variant(
                id="violation",
                title="per receipt",
                changes={"unit": "violation"},
                note="The range for each counted row of the log.",
            ),
        ),
    ),
)  # fmt: skip

_STATE = (
    Regime(
        id="cipa",
        title="California Invasion of Privacy Act",
        citation="Cal. Penal Code § 637.2(a)",
        claims=(
            _claim(
                "cipa", "California Invasion of Privacy Act: $5,000 per violation", "5000.00",
                unit="violation", measure="fixed",
            ),
            _claim(
                "cipa_three_times_actual",
                "California Invasion of Privacy Act: three times actual damages", "0.00",
                unit="person", measure="greater_of", multiplier="3",
            ),
        ),
        combine=Combine.HIGHEST,
        verified=True,
        notes=(
            "The greater of $5,000 per violation and of three times the actual damages. The theory "
            "language multiplies after it takes the larger, so that one claim cannot say this; two "
            "claims, of which each person has the larger (“highest”), say it exactly. The figure "
            "of the statute is the combined one.",
            "In a theory with other claims the combination is over all of them; make the theory of "
            "this entry alone, and compare it with others side by side.",
            "Actual damages are no prerequisite, § 637.2(c).",
        ),
        limitation="One year, Cal. Civ. Proc. Code § 340(a).",
        effective_from=date(2017, 1, 1),
    ),
    Regime(
        id="bipa_violation",
        title="Biometric Information Privacy Act, each violation",
        citation="740 ILCS 14/20, before Aug. 2, 2024",
        claims=(
            _claim(
                "bipa_violation", "Biometric Information Privacy Act, each violation", "1000.00",
                unit="violation", measure="greater_of", amount_high="5000.00",
            ),
        ),
        verified=True,
        notes=(
            "Low end: a negligent violation. High end: an intentional or reckless one.",
            "Whether the amendment of August 2, 2024 reaches earlier conduct is for counsel; both "
            "entries can be put side by side.",
        ),
        not_expressed=(_EACH_LOSS,),
        limitation="Five years, 735 ILCS 5/13-205.",
        until=date(2024, 8, 2),
    ),
    Regime(
        id="bipa_person",
        title="Biometric Information Privacy Act, one recovery per person",
        citation="740 ILCS 14/20(b) and (c)",
        claims=(
            _claim(
                "bipa_person", "Biometric Information Privacy Act, one recovery per person",
                "1000.00", unit="person", measure="greater_of", amount_high="5000.00",
            ),
        ),
        verified=True,
        notes=("Low end: a negligent violation. High end: an intentional or reckless one.",),
        not_expressed=(
            "One recovery is per identifier, method of collection and (for disclosure) recipient, "
            "and for each of sections 15(b) and 15(d); the theory language has one per person and "
            "claim. Where a person has several, add a claim for each.",
        ),
        limitation="Five years, 735 ILCS 5/13-205.",
        effective_from=date(2024, 8, 2),
    ),
    Regime(
        id="ccpa",
        title="California Consumer Privacy Act, security breach",
        citation="Cal. Civ. Code § 1798.150(a)(1)(A), before Jan. 1, 2025",
        claims=(
            _claim(
                "ccpa", "California Consumer Privacy Act, security breach", "100.00",
                unit="person", measure="greater_of", amount_high="750.00",
            ),
        ),
        verified=True,
        notes=(
            "$100 to $750 per consumer per incident, or actual damages, whichever is greater.",
            "Written notice and thirty days to cure come first.",
        ),
        not_expressed=(
            "Per consumer per incident: the theory language has no incidents. The entry is exact "
            "for one incident; where each counted disclosure is an incident of its own, use the "
            "variant.",
        ),
        limitation="Not read.",
        effective_from=date(2020, 1, 1),
        until=date(2025, 1, 1),
        variants=(
            Variant(
                id="violation",
                title="each counted disclosure an incident",
                changes={"unit": "violation"},
                note="The range for each counted disclosure.",
            ),
        ),
    ),
    Regime(
        id="ccpa_2025",
        title="California Consumer Privacy Act, security breach, as adjusted",
        citation="Cal. Civ. Code § 1798.150(a)(1)(A), as adjusted Jan. 1, 2025",
        claims=(
            _claim(
                "ccpa_2025", "California Consumer Privacy Act, security breach, as adjusted",
                "100.00", unit="person", measure="greater_of", amount_high="799.00",
            ),
        ),
        verified=False,
        notes=(
            "The maximum of $799 was read in a report on the agency's announcement of "
            "December 17, 2024. Whether the low end of $100 was adjusted too was not read: check "
            "it before use.",
            "Written notice and thirty days to cure come first.",
        ),
        not_expressed=(
            "Per consumer per incident: the theory language has no incidents. The entry is exact "
            "for one incident; where each counted disclosure is an incident of its own, use the "
            "variant.",
        ),
        limitation="Not read.",
        effective_from=date(2025, 1, 1),
        variants=(
            Variant(
                id="violation",
                title="each counted disclosure an incident",
                changes={"unit": "violation"},
                note="The range for each counted disclosure.",
            ),
        ),
    ),
)  # fmt: skip

ENTRIES = _FEDERAL + _STATE
