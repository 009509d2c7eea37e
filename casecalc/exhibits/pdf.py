"""HTML to PDF. The only file that knows WeasyPrint; imported lazily, because without the system's
Pango even importing it fails. It fetches nothing: fonts come from memory, all else is refused."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .fonts import font_file
from .run_manifest import ExhibitRefused

# PDF/A-3a and PDF/UA-1 together: WeasyPrint writes one identification, this adds the other inside
# its XMP, with the extension schema by which PDF/A allows it.
_PDF_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""  # noqa: E501


def render_pdf(html: str) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1; the same bytes for the same HTML and libraries.

    Raises ExhibitRefused when anything was to be fetched, a character has no glyph, or WeasyPrint
    had any other remark: what it only logs would be missing from the exhibit.
    """
    weasyprint = _weasyprint()
    with _remarks() as remarks:
        try:
            document = weasyprint.HTML(string=html, url_fetcher=_fetcher()).render(
                pdf_variant="pdf/a-3a"
            )
            data: bytes = document.write_pdf(pdf_variant="pdf/a-3a", finisher=_declare_pdf_ua)
        except _refused_address() as error:
            raise ExhibitRefused(
                f"The exhibit refers to something outside itself ({error}). Remove the reference."
            ) from None
    if remarks:
        raise ExhibitRefused(
            f"The exhibit cannot be printed as it stands: {remarks[0]}. Correct the text named, "
            "or its fonts."
        )
    return data


def version() -> str:
    return str(_weasyprint().__version__)


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise ExhibitRefused(
            "PDF exhibits need system libraries that are not installed "
            f"({str(error).splitlines()[0]}). On Debian: apt install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    return weasyprint


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class BundledFontsOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = font_file(url)
            if path is None:
                raise FatalURLFetchingError(url)
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})

    return BundledFontsOnly(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)


def _refused_address() -> type[BaseException]:
    from weasyprint.urls import FatalURLFetchingError

    refused: type[BaseException] = FatalURLFetchingError
    return refused


@contextmanager
def _remarks() -> Iterator[list[str]]:
    """What WeasyPrint logs meanwhile, from warnings up."""
    remarks: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            remarks.append(record.getMessage())

    collector = Collect(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(collector)
    try:
        yield remarks
    finally:
        logger.removeHandler(collector)


def _declare_pdf_ua(document: Any, pdf: Any) -> None:
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    written = b"\n".join(
        part if isinstance(part, bytes) else part.encode() for part in metadata.stream
    )
    metadata.stream = [written.replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>")]
