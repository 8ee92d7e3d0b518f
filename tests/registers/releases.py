"""Small downloads in the registers' own forms, made here: no row is anybody's."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from stdnum import ean

SYRINGE, BOX, CASE = "09520101000408", "19520101000405", "29520101000402"
"""A syringe's primary DI (a pack of one), its box of 100 and the case of ten boxes; none is in the demo's catalogue
when asked for under these names unless a test binds it."""
GAUZE = "0952123450000" + ean.calc_check_digit("0952123450000")
LIDOCAINE = "0030409427601" + ean.calc_check_digit("0030409427601")
"""A GTIN-14 with NDC 0409-4276-01 inside."""
KIT = "A123BJC5D6E7" + "1"
"""A HIBC identifier as GUDID writes it."""

DEVICE = (
    "PrimaryDI|publicDeviceRecordKey|publicVersionStatus|deviceCommDistributionStatus|brandName|versionModelNumber|"
    "catalogNumber|companyName|deviceCount|deviceDescription|lotBatch|serialNumber|manufacturingDate|expirationDate"
)
IDENTIFIER = (
    "PrimaryDI|deviceId|deviceIdType|deviceIdIssuingAgency|containsDINumber|pkgQuantity|pkgDiscontinueDate|pkgStatus"
    "|pkgType"
)
IN_SALE = "In Commercial Distribution"


def device(di: str, brand: str, model: str = "", count: str = "1", status: str = IN_SALE, maker: str = "Acme") -> str:
    return f"{di}|key|Update|{status}|{brand}|{model}|CAT-1|{maker}|{count}|A thing of {brand}|true|false|false|true"


def package(primary: str, di: str, contains: str, quantity: str, name: str = "Box") -> str:
    return f"{primary}|{di}|Package|GS1|{contains}|{quantity}||{IN_SALE}|{name}"


DEVICES = (
    device(SYRINGE, "Glide Syringe", "3 mL 25G"),
    device(GAUZE, "Soft Gauze", "4x4", count="2", status="Not in Commercial Distribution"),
    device(KIT, "Suture Kit"),
)
IDENTIFIERS = (
    f"{SYRINGE}|{SYRINGE}|Primary|GS1|||||",
    package(SYRINGE, BOX, SYRINGE, "100"),
    package(SYRINGE, CASE, BOX, "10", "Case"),
    f"{KIT}|{KIT}|Primary|HIBCC|||||",
)


def gudid(
    folder: Path, devices: Sequence[str] = DEVICES, identifiers: Sequence[str] = IDENTIFIERS, end: str = "\r\n"
) -> Path:
    """The delimited release, unpacked."""
    folder.mkdir(exist_ok=True)
    for name, lines in (("device.txt", (DEVICE, *devices)), ("identifiers.txt", (IDENTIFIER, *identifiers))):
        (folder / name).write_bytes("".join(line + end for line in lines).encode())
    return folder


def packed(folder: Path) -> Path:
    """The same as a zip, a folder deep."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in folder.iterdir():
            archive.write(each, f"release/{each.name}")
    return path


PRODUCT = (
    "PRODUCTID	PRODUCTNDC	PROPRIETARYNAME	NONPROPRIETARYNAME	DOSAGEFORMNAME	LABELERNAME"
    "	ACTIVE_NUMERATOR_STRENGTH	ACTIVE_INGRED_UNIT"
)
DRUG_PACKAGE = "PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION"


def ndc(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    product = "0409-4276_x\t0409-4276\tLidocaine Hydrochloride\tLidocaine\tINJECTION, SOLUTION\tNorth Pharma\t10\tmg/mL"
    pack = "0409-4276_x\t0409-4276\t0409-4276-01\t1 VIAL, MULTI-DOSE in 1 CARTON"
    (folder / "product.txt").write_bytes(f"{PRODUCT}\n{product}\n".encode("cp1252"))
    (folder / "package.txt").write_bytes(f"{DRUG_PACKAGE}\n{pack}\nx\tx\t00409427601\tno NDC\n".encode("cp1252"))
    return folder


def recalls(path: Path, *notices: Mapping[str, object]) -> Path:
    path.write_text(json.dumps({"meta": {"results": {"total": len(notices)}}, "results": list(notices)}, indent=1))
    return path


def notice(number: str, product: str, codes: str, **more: object) -> dict[str, object]:
    return {
        "recall_number": number,
        "classification": "Class I",
        "status": "Ongoing",
        "recalling_firm": "Acme Medical",
        "product_description": product,
        "code_info": codes,
        "reason_for_recall": "Sterility cannot be assured.",
        "report_date": "20261104",
        **more,
    }
