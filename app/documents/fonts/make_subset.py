"""Make the font the documents ship: WenQuanYi Micro Hei cut down to what charts need.

Run once, by hand, where Debian's `fonts-wqy-microhei` is installed::

    python app/documents/fonts/make_subset.py

Kept are the whole block of unified ideographs (U+4E00 to U+9FFF: GB2312, the three levels of the
General Standard Chinese Characters but for a few dozen outside the block, and rare names), GB2312's symbols
and Latin letters. Hinting, layout tables and the other face of the collection go, and the family gets
a name of its own so that it never shadows an installed font.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection  # type: ignore[import-untyped]

SOURCE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
TARGET = Path(__file__).with_name("lungang-sans.ttf")
FAMILY = "Lungang Sans"
NOTICE = "Subset of WenQuanYi Micro Hei 0.2.0-beta, renamed; licensed under the Apache License, Version 2.0."
NAMES = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} 1", 4: FAMILY, 6: "LungangSans-Regular", 10: NOTICE}


def gb2312() -> set[int]:
    """Return every code point of GB2312, symbols included."""
    pairs = (bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return {ord(c) for pair in pairs if (c := pair.decode("gb2312", "ignore"))}


def main() -> None:
    """Write the subset next to this script."""
    font = TTCollection(SOURCE).fonts[0]
    options = Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"], recalc_timestamp=False)
    options.drop_tables += ["FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes={*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x4E00, 0xA000), *gb2312()})
    subsetter.subset(font)
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    for number, text in NAMES.items():
        table.setName(text, number, 3, 1, 0x409)
    font.save(TARGET)


if __name__ == "__main__":
    main()
