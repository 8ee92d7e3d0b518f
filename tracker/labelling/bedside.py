"""Specimen labels at the patient's side: drawn, read back and printed now, past the stored queue.

The queue's table would keep names, and would print a label later that is good in the patient's presence only
(NPSG.01.01.01: containers are labelled in the presence of the patient). What did not come out is asked for again. What a
print system such as CUPS keeps of its jobs is that system's setting (``PreserveJobFiles``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from labels.design import Design
from labels.output import Format, rendered
from labels.page import Page
from labels.resolution import Resolution, resolution
from tracker.config import Settings
from tracker.errors import ConfigurationError, Refusal
from tracker.hardware.printers.files import FilePrinter
from tracker.hardware.printers.opening import open_printer, printer_url
from tracker.hardware.printers.printer import Printer, PrinterFault
from tracker.labelling.faults import in_families
from tracker.labelling.label_files import label_file
from tracker.labelling.making import Setting, as_sent
from tracker.labelling.specimens import patients_of, specimen_pages
from tracker.labelling.wanted import Wanted
from tracker.media import LabelKind, PrinterSetting
from tracker.store.connection import Connection

FOLDER = "specimen-labels"
BeforeSending = Callable[[Sequence[str], Sequence[str]], None]
"""Told the numbers of what goes next, and of what is to follow it."""


class SpecimenLabelFault(PrinterFault):
    """Where it stopped, by number: ``doubtful`` may have come out, ``rest`` has not; all others are out."""

    def __init__(
        self, fault: PrinterFault, doubtful: tuple[str, ...], rest: tuple[str, ...], *, is_first: bool
    ) -> None:
        hint = fault.hint
        if not doubtful and not is_first:
            # Of this label it is true, of those before it not.
            hint = hint.replace("Nothing was printed.", f"Not printed: {len(rest)}; those before came out.")
        may_have_printed = fault.may_have_printed or not is_first
        super().__init__(fault.message, hint=hint, code=fault.code, may_have_printed=may_have_printed)
        self.doubtful, self.rest = doubtful, rest


def require_at_the_bedside(connection: Connection, numbers: Sequence[str]) -> None:
    """Nobody stands beside two patients at once: labels of several are a batch, and one of them goes onto a wrong tube.

    Raises Refusal (``label_batch``).
    """
    if len(patients_of(connection, numbers)) > 1:
        raise Refusal(
            "These specimens are of several patients: their labels are printed beside each patient, one by one.",
            hint="Name the specimens of one patient.",
            code="label_batch",
        )


def require_paper(url: str) -> None:
    """Raises ConfigurationError (``specimen_printer_memory``): what only says that it has printed leaves a tube without its
    label, and on record as labelled."""
    if url.startswith("memory:"):
        raise ConfigurationError(
            f"{url} prints nothing: it is for tests.",
            hint="A specimen's label goes to zpl://HOST:9100, cups:QUEUE, or a file.",
            code="specimen_printer_memory",
        )


def specimen_destination(settings: Settings) -> str | Path:
    """The printer's URL that the settings name, or the folder that stands for one.

    Raises ConfigurationError (``specimen_printer_file``) for a single file: the next patient's label would take the place of
    one that nobody has printed yet.
    """
    profile = settings.printer_for(LabelKind.SPECIMEN)
    named = profile.url if profile else settings.specimen_printer
    if printer_url(named).startswith("file:"):
        raise ConfigurationError(
            f"Specimen labels cannot go to the file {named}: each print takes the place of the one before.",
            hint="Name a printer in settings.toml, or none: then each label is a file of its own, in specimen-labels.",
            code="specimen_printer_file",
        )
    return named or settings.home / FOLDER


def print_specimen_labels(
    destination: str | Path,
    labels: Sequence[Wanted],
    designs: Mapping[str, Design],
    dpi: int = 203,
    design: str | None = None,
    profile: PrinterSetting | None = None,
    before: BeforeSending | None = None,
) -> bool:
    """Print labels of :func:`tracker.labelling.specimens.specimen_labels`, all read back before a byte goes out.

    A string is a printer's URL, and ``profile`` what the settings say of it; a :class:`~pathlib.Path` is a folder (mode
    0700) that gets ``specimen-NUMBER.pdf`` (mode 0600) for each. ``dpi`` is a label printer's where ``profile`` has none;
    paper and files have their own. Titles and file names bear numbers only. True where all of it is known to have come
    out, False where a print system has only taken it. It waits for the printer: call it on a thread of its own, after the
    commit. On a roll each label goes by itself, so that one in doubt leaves no doubt of others. ``before`` is called for
    each piece before its first byte, so that it can be written down that it is on its way; not for files, which are whole
    or not there.

    Raises :class:`SpecimenLabelFault`, saying which may have come out; Refusal for what cannot be drawn, and
    ConfigurationError for a URL that names no printer: then nothing has.
    """
    if isinstance(destination, Path):
        pages = specimen_pages(labels, Setting(designs, Resolution.DPI_600, design=design))
        _into_folder(destination, labels, pages)
        return True
    require_paper(destination)
    printer = open_printer(destination, profile.name if profile else "")
    paper = {"zpl": dpi, "pdf": Resolution.DPI_600.value}.get(printer.takes, Resolution.DPI_300.value)
    with in_families():
        setting = Setting(designs, resolution((profile and profile.dpi) or paper), design=design, profile=profile)
    pieces = [labels] if printer.takes == "pdf" else [[one] for one in labels]
    contents = _drawn(pieces, setting, printer)
    is_out = True
    for number, (piece, content) in enumerate(zip(pieces, contents, strict=True)):
        if before is not None and not printer.url.startswith("file:"):
            rest = [one.about for behind in pieces[number + 1 :] for one in behind]
            before([one.about for one in piece], rest)
        with _at(pieces, number):
            is_out = printer.send(content, _title(piece)) and is_out
    return is_out


def _drawn(pieces: Sequence[Sequence[Wanted]], setting: Setting, printer: Printer) -> list[bytes]:
    """Every piece as it is sent, read back."""
    with in_families():
        pages = specimen_pages([one for piece in pieces for one in piece], setting)
        sheets = [pages] if len(pieces) == 1 else [(one,) for one in pages]
        return [as_sent(*pair, setting, printer.takes) for pair in zip(pieces, sheets, strict=True)]


@contextmanager
def _at(pieces: Sequence[Sequence[Wanted]], number: int) -> Iterator[None]:
    """What stops a piece says which labels are in doubt, and which have not come out."""
    try:
        yield
    except PrinterFault as fault:
        here = tuple(one.about for one in pieces[number])
        behind = tuple(one.about for piece in pieces[number + 1 :] for one in piece)
        doubtful, rest = (here, behind) if fault.may_have_printed else ((), (*here, *behind))
        raise SpecimenLabelFault(fault, doubtful, rest, is_first=not number) from fault


def _title(labels: Sequence[Wanted]) -> str:
    return f"specimen-{labels[0].about}" if len(labels) == 1 else f"specimens-{labels[0].about}-{labels[-1].about}"


def _into_folder(folder: Path, labels: Sequence[Wanted], pages: Sequence[Page]) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise PrinterFault(
            f"The folder for specimen labels cannot be made: {folder}: {error.strerror}.",
            hint="Check the disk, or name a printer: specimen_printer in settings.toml.",
            code="printer_file",
            may_have_printed=False,
        ) from error
    for number, (one, page) in enumerate(zip(labels, pages, strict=True)):
        with _at([[each] for each in labels], number):
            FilePrinter(label_file(folder, one.about)).send(rendered([page], Format.PDF), _title([one]))
