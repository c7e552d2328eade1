"""按排名择校: in rank order, each takes the best choice under which every hard rule can still be kept (rulebook 5b).

On a named plan no choice is granted that would leave more people without a place than must be. On a selected plan
nobody is owed a place: a choice must be a seat free now, with the seats of those who left by an earlier turn.
"""

from __future__ import annotations

from models.choosing import Asked
from models.ranking import turns
from models.words import Text
from optimizer.modes.chooser import Chooser, No
from optimizer.modes.matched import Matched, Staged, StoppedError
from optimizer.modes.wishes import wishes_of


def rank_order(staged: Staged) -> Matched | None:
    """Let the people of a stage choose in turn; None if no plan keeps every rule at all.

    Raises
    ------
    StoppedError : if time is up first.
    """
    chooser = Chooser.begun(staged)
    if chooser is None:
        return None
    case = staged.formulated.case
    asked: list[Asked] = []
    wishes = wishes_of(staged)
    order = turns(case, staged.among & case.choices.stated)
    for number, turn in enumerate(order, 1):
        for wish in wishes.get(turn.teacher, ()):
            if staged.left() <= 0:
                raise StoppedError(
                    Text(
                        f"时间到，{len(order)}人中轮到第{number}人；可加大 --time-limit 再算",
                        f"time was up at turn {number} of {len(order)}; try a larger --time-limit",
                    )
                )
            refused = No(wish.closed) if wish.closed is not None else chooser.grant(turn.teacher, wish.pair)
            said = (None, True) if refused is None else (refused.reason, refused.proven)
            asked.append(Asked(number, turn.group, turn.rank, wish.choice, wish.move, *said))
            if refused is None:
                break
    return Matched(staged.formulated, chooser.taken, asked=tuple(asked), unplaced=chooser.least)
