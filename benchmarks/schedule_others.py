"""The rows of a schedule by other makers of PDF, untagged but for typst; see schedule_speed.py.

python benchmarks/schedule_others.py reportlab|fpdf2|typst ROWS.csv OUT.pdf
"""

import csv
import json
import resource
import sys
import time
from pathlib import Path

ROWS = 47
WIDTHS = [34, 74, 52, 100, 30, 78, 48, 38, 50]
FONT = Path(__file__).resolve().parent.parent / "static/fonts/source-serif-4"
REGULAR = FONT / "SourceSerif4SmText-Regular.ttf"


def by_reportlab(rows: list[list[str]], out: Path) -> int:
    """The canvas, which is its fastest way: every cell drawn at its place."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    font = next((f for f in (REGULAR,) if f.exists()), None)
    try:
        pdfmetrics.registerFont(TTFont("Serif", str(font)))
        name = "Serif"
    except Exception:  # the house face has outlines that ReportLab does not read
        fallback = FONT.parent / "dejavu/DejaVuSans.ttf"
        pdfmetrics.registerFont(TTFont("Serif", str(fallback)))
        name = "Serif"
    canvas = Canvas(str(out), pagesize=(612, 792))
    pages = 0
    for start in range(0, len(rows), ROWS):
        canvas.setFont(name, 7.5)
        for i, row in enumerate(rows[start : start + ROWS]):
            x, y = 54.0, 660.0 - 12 * i
            for j, cell in enumerate(row):
                if j < 7:
                    canvas.drawString(x + 3, y, cell)
                else:
                    canvas.drawRightString(x + WIDTHS[j] - 3, y, cell)
                x += WIDTHS[j]
        pages += 1
        canvas.drawRightString(558, 50, f"Page {pages}")
        canvas.showPage()
    canvas.save()
    return pages


def by_fpdf2(rows: list[list[str]], out: Path) -> int:
    from fpdf import FPDF

    pdf = FPDF(unit="pt", format=(612, 792))
    pdf.set_auto_page_break(False)
    pdf.add_font("Serif", "", str(FONT.parent / "dejavu/DejaVuSans.ttf"))
    pdf.set_font("Serif", size=7.5)
    pages = 0
    for start in range(0, len(rows), ROWS):
        pdf.add_page()
        pages += 1
        for i, row in enumerate(rows[start : start + ROWS]):
            pdf.set_xy(54, 120 + 12 * i)
            for j, cell in enumerate(row):
                pdf.cell(WIDTHS[j], 12, cell, align="L" if j < 7 else "R")
        pdf.set_xy(458, 740)
        pdf.cell(100, 12, f"Page {pages}", align="R")
    pdf.output(str(out))
    return pages


def by_typst(rows: list[list[str]], out: Path) -> int:
    import typst

    source = out.with_suffix(".typ")
    data = out.with_suffix(".rows.csv")
    with data.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    widths = ", ".join(f"{width}pt" for width in WIDTHS)
    source.write_text(
        '#set page(paper: "us-letter", margin: (x: 54pt, top: 79pt, bottom: 72pt), '
        'numbering: "1 of 1")\n#set text(size: 7.5pt)\n'
        f"#table(columns: ({widths}), stroke: none, inset: 2pt, "
        f'..csv("{data.name}").flatten())\n'
    )
    typst.compile(str(source), output=str(out))
    return -(-len(rows) // ROWS)


def main(way: str, table: Path, out: Path) -> None:
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    began = time.process_time()
    pages = {"reportlab": by_reportlab, "fpdf2": by_fpdf2, "typst": by_typst}[way](rows, out)
    print(
        json.dumps(
            {
                "pages": pages,
                "cpu": time.process_time() - began,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "size": out.stat().st_size,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
