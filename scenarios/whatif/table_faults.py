"""Tables that a scenario changed, held against each other once more, as when they were read."""

from __future__ import annotations

from models.district import District, Source
from models.intake.body import TableRead
from models.intake.consistency import check_consistency
from models.intake.faults import Fault
from models.intake.references import check_references
from models.tables import TABLES


def table_faults(district: District) -> list[Fault]:
    """Return what is wrong with the tables of a district, and what to look at."""
    tables = {}
    for name, spec in TABLES.items():
        source = district.sources.get(name, Source(spec.zh))
        headers = {**{c.name: c.zh for c in spec.columns}, **source.headers}
        tables[name] = TableRead(spec, source, headers, district[name])
    return [*check_references(tables), *check_consistency(tables)]
