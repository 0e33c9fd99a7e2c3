"""What a message told in passing, in the shape of answers. Only offered for confirmation, never used by itself."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def offers(particulars: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the `prefill` names of question items; what was not said is not there."""
    found = {name: value for name, value in particulars.items()
             if value is not None and name in ("temperature_c", "weight_kg", "gestation", "duration", "child_age",
                                               "birth_date")}
    for unit in ("days", "months", "years"):
        value = particulars.get(f"age_{unit}")
        if value is not None and "child_age" not in found:
            whole_years = unit == "months" and value >= 24 and value % 12 == 0
            found["child_age"] = {"years": value // 12} if whole_years else {unit: value}
    if particulars.get("gestation_days") is not None and "gestation" not in found:
        total = int(particulars["gestation_days"])
        found["gestation"] = {"weeks": total // 7, "days": total % 7}
    return found
