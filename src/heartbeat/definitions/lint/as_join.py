"""A sub-select that runs for every row, written as a join for this very statement, where that gives the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from heartbeat.definitions.lint.correlation import is_local, names_in_from
from heartbeat.definitions.lint.tables import spelled
from heartbeat.definitions.sql.names import is_plain, written
from heartbeat.definitions.sql.tokens import Kind, fold, tokenize

_AS_OF = "hb_as_of"
_NULL_OF_NOTHING = (exp.Max, exp.Min, exp.Sum, exp.Avg)  # over no row they give NULL, as a left join does
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_LEFT_ALONE = ("group", "having", "distinct", "offset", "windows", "with", "with_", "laterals", "qualify", "locks")


@dataclass(frozen=True)
class AsJoin:
    """What to paste: a join behind the `from` of the query around, and what stands in place of the sub-select."""

    join: str
    instead: str


@dataclass(frozen=True)
class _Parts:
    """A sub-select taken apart: pairs of its own column and the outer expression it must equal, and all other conditions."""

    select: exp.Select
    pairs: tuple[tuple[exp.Column, exp.Expr], ...]
    others: tuple[exp.Expr, ...]


def as_join(inner: exp.Query, outer: exp.Select) -> AsJoin | None:
    """Rewrite a scalar sub-select of a query; null where it cannot be said for certain that nothing changes."""
    parts = _take_apart(inner) if isinstance(inner, exp.Select) else None
    if parts is None or not _can_join(parts, outer) or (_is_grouped(outer) and not _stands_below(inner, outer)):
        return None
    computed = _computed(parts)
    if computed is None:
        return None
    value, instead, result = computed
    keys = [spelled(mine.this) for mine, _ in parts.pairs]
    name = _free_name(f"per_{keys[0]}" if is_plain(keys[0]) else "per_key", {*names_in_from(outer), *names_in_from(parts.select)})
    within = _grouped(parts, value, result) if parts.select.args.get("limit") is None else _first_of_each(parts, value, result)
    on = " and ".join(f"{name}.{written(key)} = {_text(theirs)}" for key, (_, theirs) in zip(keys, parts.pairs, strict=True))
    return AsJoin(f"left join ({within}) {name} on {on}", instead.format(f"{name}.{result}"))


def _can_join(parts: _Parts, outer: exp.Select) -> bool:
    """Whether what the sub-select names stands in the query around it, and may be named in a join there."""
    named = {spelled(column.args.get("table")) for _, theirs in parts.pairs for column in theirs.find_all(exp.Column)}
    joins = outer.args.get("joins") or ()
    # After `from a, b` a join sees b alone.
    is_list = any(not any(join.args.get(part) for part in ("on", "using", "kind", "method", "side")) for join in joins)
    return named <= set(names_in_from(outer)) and not is_list


def _free_name(name: str, taken: set[str]) -> str:
    return next(each for each in (name, *(f"{name}{number}" for number in range(2, len(taken) + 3))) if each not in taken)


def _take_apart(select: exp.Select) -> _Parts | None:
    if len(select.expressions) != 1 or any(select.args.get(part) for part in _LEFT_ALONE):
        return None
    pairs: list[tuple[exp.Column, exp.Expr]] = []
    others: list[exp.Expr] = []
    where = select.args.get("where")
    for condition in _conditions(where.this) if where else ():
        if not _outer_columns(condition, select):
            others.append(condition)
        elif pair := _pair(condition, select):
            pairs.append(pair)
        else:
            return None
    inside = [node for key, node in select.args.items() if key != "where" for node in _nodes(node)]
    if not pairs or any(_outer_columns(node, select) for node in inside) or len({spelled(k.this) for k, _ in pairs}) < len(pairs):
        return None
    return _Parts(select, tuple(pairs), tuple(others))


def _pair(condition: exp.Expr, select: exp.Select) -> tuple[exp.Column, exp.Expr] | None:
    """A column of the sub-select and what it equals outside of it."""
    if not isinstance(condition, exp.EQ):
        return None
    for mine, theirs in ((condition.this, condition.expression), (condition.expression, condition.this)):
        columns = list(theirs.find_all(exp.Column))
        is_outer = columns and len(_outer_columns(theirs, select)) == len(columns)
        if isinstance(mine, exp.Column) and not _outer_columns(mine, select) and is_outer and not theirs.find(exp.Query):
            return mine, theirs
    return None


def _computed(parts: _Parts) -> tuple[exp.Expr, str, str] | None:
    """What the joined select computes, how its answer is read (`{}` stands for it), and the answer's name there."""
    select, keys = parts.select, {spelled(mine.this) for mine, _ in parts.pairs}
    given = select.expressions[0]
    value = given.unalias()
    alias = spelled(given.args.get("alias")) if isinstance(given, exp.Alias) else ""
    name = alias if is_plain(alias) and alias not in keys else ""
    if select.args.get("limit") is not None:
        return (value, "{}", name or _name_for(value, keys)) if _is_first_row(select, value) else None
    if select.args.get("order"):
        return None
    instead = "{}"
    if isinstance(value, exp.Coalesce) and all(isinstance(each, exp.Literal) for each in value.expressions):
        instead = f"coalesce({{}}, {', '.join(map(_text, value.expressions))})"
        value = value.this
    if isinstance(value, exp.Count):
        return value, "coalesce({}, 0)", name or "n"
    has_aggregate = value.find(*_NULL_OF_NOTHING) is not None
    return (value, instead, name or _name_for(value, keys)) if has_aggregate and _is_strict(value) else None


def _is_first_row(select: exp.Select, value: exp.Expr) -> bool:
    """Whether a select gives a column of its first row in some order."""
    limit = select.args["limit"].expression
    is_one = isinstance(limit, exp.Literal) and limit.this == "1"
    return bool(is_one and select.args.get("order")) and _is_strict(value) and not value.find(exp.AggFunc, exp.Window)


def _is_strict(value: exp.Expr) -> bool:
    """Whether an expression is NULL where its aggregates and columns are, so either side of a join may compute it."""
    bare = value.this if isinstance(value, exp.Filter) else value.unnest()
    if isinstance(bare, (exp.Column, *_NULL_OF_NOTHING)):
        return True
    if isinstance(bare, exp.Cast | exp.Neg):
        return _is_strict(bare.this)
    if isinstance(bare, exp.Extract):
        return _is_strict(bare.expression)
    if not isinstance(bare, _ARITHMETIC):
        return False
    sides = (bare.this, bare.expression)
    return any(map(_is_strict, sides)) and all(_is_strict(side) or _is_constant(side) for side in sides)


def _is_constant(node: exp.Expr) -> bool:
    """Whether a part is the same for every row: a number, an interval, `:as_of`."""
    return isinstance(node.unnest(), exp.Literal | exp.Interval | exp.Placeholder)


def _grouped(parts: _Parts, value: exp.Expr, result: str) -> str:
    keys = ", ".join(_text(mine) for mine, _ in parts.pairs)
    return f"select {keys}, {_text(value)} as {result} {_from(parts)} group by {keys}"


def _first_of_each(parts: _Parts, value: exp.Expr, result: str) -> str:
    keys = ", ".join(_text(mine) for mine, _ in parts.pairs)
    order = ", ".join(_text(each) for each in parts.select.args["order"].expressions)
    return f"select distinct on ({keys}) {keys}, {_text(value)} as {result} {_from(parts)} order by {keys}, {order}"


def _from(parts: _Parts) -> str:
    select = parts.select
    sources = [select.args.get("from_") or select.args.get("from"), *(select.args.get("joins") or ())]
    where = " and ".join(_text(other) for other in parts.others)
    return " ".join(_text(source) for source in sources if source) + (f" where {where}" if where else "")


def _is_grouped(outer: exp.Select) -> bool:
    aggregates = [found for part in outer.expressions for found in part.find_all(exp.AggFunc) if found.parent_select is outer]
    return bool(outer.args.get("group") or aggregates)


def _stands_below(inner: exp.Query, outer: exp.Select) -> bool:
    """Whether a sub-select stands in an aggregate or in the WHERE, so that its replacement needs no `group by`."""
    place = inner.find_ancestor(exp.AggFunc, exp.Where, exp.Select)
    return place is not None and place is not outer


def _conditions(node: exp.Expr) -> Iterator[exp.Expr]:
    bare = node.unnest()
    if isinstance(bare, exp.And):
        yield from _conditions(bare.this)
        yield from _conditions(bare.expression)
    else:
        yield node if isinstance(bare, exp.Or) else bare


def _outer_columns(node: exp.Expr, select: exp.Select) -> list[exp.Column]:
    """The columns inside a part of a sub-select whose table is named outside of it."""
    columns = [(column, spelled(column.args.get("table"))) for column in node.find_all(exp.Column)]
    return [column for column, table in columns if table and not is_local(column, table, select)]


def _nodes(part: object) -> list[exp.Expr]:
    return [node for node in (part if isinstance(part, list) else [part]) if isinstance(node, exp.Expr)]


def _name_for(value: exp.Expr, keys: set[str]) -> str:
    column = value.find(exp.Column)
    name = spelled(column.this) if column else ""
    name = f"{value.key}_{name}" if isinstance(value, exp.AggFunc) else name
    return name if is_plain(name) and name not in keys else "result"


def _text(node: exp.Expr) -> str:
    """A part as SQL, its words in small letters."""
    marked = node.transform(lambda each: exp.column(_AS_OF) if isinstance(each, exp.Placeholder) else each)
    written = marked.sql("postgres")
    tokens = tokenize(written)
    text = "".join(fold(token.text) if token.kind is Kind.WORD else token.text for token in tokens)
    return text.replace(_AS_OF, ":as_of")
