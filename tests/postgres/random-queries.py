#!/usr/bin/env python3
"""random-queries.py [--queries N] [--seed S] -- PSQL OPTION...: makes tables with NULLs and queries at random, runs each query with the
batching node and without it, under settings at random, and compares the rows. Models are functions in PL/pgSQL that name the extension's
support function, or any function and operator (sqlinference.fuzz): no service is needed. The options are psql's, for a superuser and an
empty database. Prints the queries of which results differ, and how many there were.
"""
import argparse
import random
import re
import subprocess
import sys

SETUP = """
SET client_min_messages = warning;
CREATE EXTENSION sqlinference;
CREATE FUNCTION score(x float8) RETURNS float8 LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN coalesce(x, -3) * 2 + 1; END';
CREATE FUNCTION strict_score(x float8) RETURNS float8 LANGUAGE plpgsql STRICT STABLE PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN x - 2; END';
CREATE FUNCTION inverse(x float8) RETURNS float8 LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN 1 / x; END';
CREATE FUNCTION label(t text, n int) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN left(t, 2) || coalesce(n % 4, 9); END';
CREATE FUNCTION is_good(x float8) RETURNS bool LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
  SUPPORT sqlinference.predict_support AS 'BEGIN RETURN x > 3; END';
CREATE FUNCTION wrapped(n int) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT score(n)::numeric(10,3)';
CREATE FUNCTION wrapped_label(n int, t text DEFAULT 'w') RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  'SELECT upper(label(t, n))';
"""

COLUMNS = [("id", "int"), ("n", "int"), ("k", "int"), ("x", "num"), ("y", "num"), ("t", "text"), ("u", "text"), ("b", "bool")]
TABLES = ["one", "two", "three", "parts", "none_at_all"]

SETTINGS = {
    "sqlinference.fuzz": ["off", "off", "functions", "operators"],
    "sqlinference.batch_rows": [1, 2, 3, 16, 50, 1024],
    "sqlinference.batch_bytes": [1024, 1024 * 1024],
    "sqlinference.requests_in_flight": [1, 2, 3, 8],
    "force_parallel_mode": ["off", "off", "on"],
    "parallel_setup_cost": [0, 1000],
    "parallel_tuple_cost": [0, 0.1],
    "min_parallel_table_scan_size": [0, "8MB"],
    "max_parallel_workers_per_gather": [0, 2],
    "enable_hashjoin": ["on", "off"],
    "enable_mergejoin": ["on", "off"],
    "enable_nestloop": ["on", "on", "off"],
    "enable_hashagg": ["on", "off"],
    "enable_material": ["on", "off"],
    "enable_memoize": ["on", "off"],
    "enable_seqscan": ["on", "off"],
    "enable_sort": ["on", "on", "off"],
    "enable_partitionwise_join": ["on", "off"],
    "plan_cache_mode": ["auto", "force_generic_plan"],
    "jit": ["off"],
}


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = 0
        self.subqueries = True

    def pick(self, *options):
        return self.random.choice(options)

    def chance(self, p):
        return self.random.random() < p

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    # Tables ------------------------------------------------------------------------------------------------------------

    def value(self, kind):
        if self.chance(0.15):
            return "NULL"
        if kind == "int":
            return str(self.random.randint(-4, 9))
        if kind == "num":
            return str(self.random.randint(-8, 16) / 2)
        if kind == "text":
            return "'" + self.pick("a", "bb", "abc", "xyz", "", "Ünï") + "'"
        return self.pick("true", "false")

    def tables(self):
        columns = "id int, n int, k int, x float8, y float8, t text, u text, b bool"
        yield SETUP
        for table in TABLES:
            suffix = " PARTITION BY RANGE (id)" if table == "parts" else ""
            yield f"CREATE TABLE {table} ({columns}){suffix};"
        yield "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (15);"
        yield "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (15) TO (40);"
        for table, rows in zip(TABLES, (60, 37, 25, 40, 0)):
            for row in range(rows):
                values = ", ".join([str(row)] + [self.value(kind) for _, kind in COLUMNS[1:]])
                yield f"INSERT INTO {table} VALUES ({values});"
        yield "CREATE INDEX ON one (id); CREATE INDEX ON one (n); CREATE INDEX ON two (n); CREATE INDEX ON three (id, k);"
        yield "CREATE VIEW safe WITH (security_barrier) AS SELECT * FROM one WHERE is_good(x) IS NOT FALSE; ANALYZE;"

    # Expressions: a scope is a list of (text, kind) -----------------------------------------------------------------------

    def column(self, kind, scope):
        columns = [text for text, its_kind in scope if its_kind == kind]
        return self.pick(*columns) if columns else None

    def leaf(self, kind, scope):
        column = self.column(kind, scope)
        if column and self.chance(0.8):
            return column
        casts = {"int": "int", "num": "float8", "text": "text", "bool": "bool"}
        return f"{self.value(kind)}::{casts[kind]}"

    def expr(self, kind, scope, depth):
        if depth <= 0:
            return self.leaf(kind, scope)
        general = [self.case, self.coalesce, self.scalar_subquery]
        if self.chance(0.2):
            return self.pick(*general)(kind, scope, depth)
        return getattr(self, kind)(scope, depth - 1)

    def case(self, kind, scope, depth):
        d = depth - 1
        if self.chance(0.3):
            whens = " ".join(f"WHEN {self.expr('int', scope, d - 1)} THEN {self.expr(kind, scope, d)}" for _ in range(2))
            return f"CASE {self.expr('int', scope, d)} {whens} ELSE {self.expr(kind, scope, d)} END"
        if kind == "num" and self.chance(0.4):
            e = self.expr("num", scope, d)
            return f"CASE WHEN {e} <> 0 THEN inverse({e}) END"
        return f"CASE WHEN {self.expr('bool', scope, d)} THEN {self.expr(kind, scope, d)} ELSE {self.expr(kind, scope, d)} END"

    def coalesce(self, kind, scope, depth):
        return f"coalesce({self.expr(kind, scope, depth - 1)}, {self.expr(kind, scope, depth - 1)}, {self.value(kind)})"

    def scalar_subquery(self, kind, scope, depth):
        if depth < 2 or not self.subqueries:
            return self.expr(kind, scope, depth - 1)
        alias = self.name("s")
        inner = self.scope(alias)
        where = self.expr("bool", inner + scope, 1) if self.chance(0.5) else f"{alias}.id = {self.leaf('int', scope)}"
        output = self.expr(kind, inner + scope, depth - 2)
        return f"(SELECT {output} FROM {self.pick(*TABLES)} {alias} WHERE {where} ORDER BY {alias}.id LIMIT 1)"

    def num(self, s, d):
        return self.pick(
            lambda: f"score({self.expr('num', s, d)})",
            lambda: f"score({self.expr('num', s, d)})",
            lambda: f"strict_score({self.expr('num', s, d)})",
            lambda: f"wrapped({self.expr('int', s, d)})::float8",
            lambda: f"({self.expr('num', s, d)} {self.pick('+', '-', '*')} {self.expr('num', s, d)})",
            lambda: f"nullif(score({self.expr('num', s, d)}), {self.expr('num', s, d)})",
            lambda: f"greatest({self.expr('num', s, d)}, {self.expr('num', s, d)})",
            lambda: f"length({self.expr('text', s, d)})::float8",
            lambda: f"(ARRAY[{self.expr('num', s, d)}, {self.expr('num', s, d)}])[1 + abs({self.expr('int', s, d)}) % 3]",
            lambda: f"score(random() * 0 + {self.expr('num', s, d)})",
        )()

    def int(self, s, d):
        return self.pick(
            lambda: f"({self.expr('int', s, d)} % 7)",
            lambda: f"length({self.expr('text', s, d)})",
            lambda: f"({self.expr('int', s, d)} % 5 + {self.expr('int', s, d)} % 3)",
            lambda: f"sign({self.expr('num', s, d)})::int",
            lambda: self.leaf("int", s),
        )()

    def text(self, s, d):
        return self.pick(
            lambda: f"label({self.expr('text', s, d)}, {self.expr('int', s, d)})",
            lambda: f"wrapped_label({self.expr('int', s, d)})",
            lambda: f"wrapped_label({self.expr('int', s, d)}, {self.expr('text', s, d)})",
            lambda: f"left({self.expr('text', s, d)} || {self.expr('text', s, d)}, 4)",
            lambda: f"upper({self.expr('text', s, d)})",
            lambda: self.leaf("text", s),
        )()

    def bool(self, s, d):
        kind = self.pick("int", "num", "text")
        return self.pick(
            lambda: f"is_good({self.expr('num', s, d)})",
            lambda: f"({self.expr(kind, s, d)} {self.pick('=', '<>', '<', '>=')} {self.expr(kind, s, d)})",
            lambda: f"({self.expr(kind, s, d)} {self.pick('=', '<>', '<', '>=')} {self.expr(kind, s, d)})",
            lambda: f"({self.expr('bool', s, d)} {self.pick('AND', 'OR')} {self.expr('bool', s, d)})",
            lambda: f"({self.expr('bool', s, d)} {self.pick('AND', 'OR')} {self.expr('bool', s, d)})",
            lambda: f"(NOT {self.expr('bool', s, d)})",
            lambda: f"({self.expr(kind, s, d)} IS {self.pick('', 'NOT ')}NULL)",
            lambda: f"({self.expr('num', s, d)}, {self.expr('num', s, d)}) < ({self.expr('num', s, d)}, {self.expr('num', s, d)})",
            lambda: f"({self.expr('num', s, d)} = ANY (ARRAY[{self.expr('num', s, d)}, 1, 3]))",
            lambda: self.membership(s, d),
            lambda: self.membership(s, d),
        )()

    def membership(self, scope, depth):
        if not self.subqueries:
            return self.leaf("bool", scope)
        alias = self.name("m")
        inner = self.scope(alias)
        where = f" WHERE {self.expr('bool', inner + (scope if self.chance(0.4) else []), 1)}"
        source = f"FROM {self.pick(*TABLES)} {alias}{where}"
        if self.chance(0.4):
            return f"({self.pick('', 'NOT ')}EXISTS (SELECT 1 {source}))"
        kind = self.pick("num", "text")
        return f"({self.expr(kind, scope, depth)} {self.pick('', 'NOT ')}IN (SELECT {self.expr(kind, inner, 1)} {source}))"

    # Queries -----------------------------------------------------------------------------------------------------------

    def scope(self, alias):
        return [(f"{alias}.{name}", kind) for name, kind in COLUMNS]

    def source(self, outer, depth):
        """A row source that has COLUMNS: its text and its scope."""
        alias = self.name("r")
        if depth > 0 and self.chance(0.3):
            return f"({self.row_query(outer, depth - 1)}) {alias}", self.scope(alias)
        if self.chance(0.05):
            return f"safe {alias}", self.scope(alias)
        return f"{self.pick(*TABLES[:4])} {alias}" if self.chance(0.95) else f"none_at_all {alias}", self.scope(alias)

    def row_query(self, outer, depth):
        """A query that puts out COLUMNS."""
        text, scope = self.joins(outer, depth, 1)
        outputs = ", ".join(f"{self.expr(kind, scope, 2 if self.chance(0.4) else 0)} AS {name}" for name, kind in COLUMNS)
        where = f" WHERE {self.expr('bool', scope + outer, 2)}" if self.chance(0.5) else ""
        tail = self.pick("", "", " OFFSET 0", " ORDER BY 1, 2, 3, 4, 5, 6, 7, 8 LIMIT 20")
        return f"SELECT {self.pick('', '', 'DISTINCT ')}{outputs} FROM {text}{where}{tail}"

    def joins(self, outer, depth, most):
        text, scope = self.source(outer, depth)
        for _ in range(self.random.randint(0, most)):
            lateral = self.chance(0.25)
            join = self.pick("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")
            if lateral:
                join = self.pick("JOIN", "LEFT JOIN")
                alias = self.name("l")
                right, right_scope = f"LATERAL ({self.row_query(scope, 0)}) {alias}", self.scope(alias)
            else:
                right, right_scope = self.source(outer, depth - 1)
            kind = self.pick("int", "int", "num", "text")
            depth_on = 0 if join == "FULL JOIN" else self.pick(0, 1)
            on = f"{self.expr(kind, scope, depth_on)} = {self.expr(kind, right_scope, depth_on)}"
            if join != "FULL JOIN" and self.chance(0.4):
                on += f" AND {self.expr('bool', scope + right_scope, 1)}"
            text, scope = f"{text} {join} {right} ON {on}", scope + right_scope
        return text, scope

    def where(self, scope):
        return f" WHERE {' AND '.join(self.expr('bool', scope, self.pick(1, 2, 3)) for _ in range(self.pick(1, 1, 2, 3)))}" \
            if self.chance(0.6) else ""

    def plain(self):
        text, scope = self.joins([], 2, 2)
        kinds = [self.pick("num", "num", "text", "int", "bool") for _ in range(self.random.randint(1, 4))]
        outputs = ", ".join(self.expr(kind, scope, self.pick(0, 1, 2, 3)) for kind in kinds)
        return f"SELECT {self.pick('', '', '', 'DISTINCT ')}{outputs} FROM {text}{self.where(scope)}", len(kinds)

    def aggregate(self, scope):
        argument = self.expr("num", scope, 2)
        call = self.pick(f"count({argument})", f"sum({argument})", f"avg({argument})", f"max({argument})",
                         f"count(DISTINCT {argument})", f"min({self.expr('text', scope, 2)})",
                         f"string_agg(DISTINCT {self.expr('text', scope, 1)}, ',')",
                         f"percentile_disc(0.5) WITHIN GROUP (ORDER BY {argument})")
        return call + (f" FILTER (WHERE {self.expr('bool', scope, 2)})" if self.chance(0.3) else "")

    def grouped(self):
        text, scope = self.joins([], 1, 2)
        # PostgreSQL does not see that a key with a subquery is put out again.
        self.subqueries = False
        keys = [self.expr(self.pick("text", "int", "num"), scope, self.pick(0, 1, 2)) for _ in range(self.random.randint(0, 2))]
        self.subqueries = True
        aggregates = [self.aggregate(scope) for _ in range(self.random.randint(1, 3))]
        if self.chance(0.3):
            aggregates.append(f"score(max({self.expr('num', scope, 1)}))")
        group = ""
        if keys:
            wrap = self.pick("{}", "{}", "{}", "ROLLUP ({})", "CUBE ({})")
            group = " GROUP BY " + wrap.format(", ".join(keys))
        having = f" HAVING is_good(score(count({self.expr('num', scope, 1)})))" if self.chance(0.3) else ""
        outputs = [key for key in keys if self.chance(0.8)] + aggregates
        return f"SELECT {', '.join(outputs)} FROM {text}{self.where(scope)}{group}{having}", len(outputs)

    def windowed(self):
        text, scope = self.joins([], 1, 1)
        order = f"ORDER BY {self.expr('num', scope, 1)}, {', '.join(name for name, kind in scope)}"
        partition = f"PARTITION BY {self.expr('text', scope, 1)} " if self.chance(0.5) else ""
        call = self.pick(
            lambda: f"sum({self.expr('num', scope, 2)})", lambda: f"count({self.expr('num', scope, 2)})",
            lambda: f"lag({self.expr('num', scope, 2)}, 1, {self.expr('num', scope, 1)})", lambda: "row_number()",
            lambda: f"first_value({self.expr('text', scope, 2)})", lambda: "rank()")()
        frame = self.pick("", "", " ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING", " ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING",
                          " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW")
        value = f"{call} OVER ({partition}{order}{frame})"
        query = f"SELECT {self.expr('num', scope, 2)} AS a, {self.expr('text', scope, 1)} AS c, {value} AS w FROM {text}{self.where(scope)}"
        if self.chance(0.4) and "value" not in call:
            query = f"SELECT * FROM ({query}) q WHERE w {self.pick('<', '<=')} {self.random.randint(1, 9)}"
        return query, 3

    def united(self):
        parts = []
        for _ in range(2):
            text, scope = self.joins([], 1, 1)
            parts.append(f"SELECT {self.expr('num', scope, 2)}, {self.expr('text', scope, 2)} FROM {text}{self.where(scope)}")
        return f" {self.pick('UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT', 'EXCEPT ALL')} ".join(parts), 2

    def with_cte(self):
        cte, other, alias = self.name("c"), self.name("v"), self.name("w")
        scope = self.scope(alias) + self.scope(other)
        hint = self.pick("", "MATERIALIZED ", "NOT MATERIALIZED ")
        return (f"WITH {cte} AS {hint}({self.row_query([], 1)}) SELECT {self.expr('num', scope, 2)}, {self.expr('text', scope, 2)} "
                f"FROM {cte} {alias} JOIN {cte} {other} ON {alias}.id = {other}.id{self.where(scope)}", 2)

    def recursive(self):
        scope = [("g.i", "int"), ("g.v", "num")]
        return (f"WITH RECURSIVE g (i, v) AS (SELECT 1, 1::float8 UNION ALL SELECT i + 1, least(100, abs({self.expr('num', scope, 2)})) "
                f"FROM g WHERE i < 12) SELECT i, {self.expr('num', scope, 2)} FROM g", 2)

    def sets(self):
        text, scope = self.joins([], 0, 0)
        return (f"SELECT {self.expr('num', scope, 2)}, generate_series(1, 1 + abs({self.expr('int', scope, 2)}) % 3) "
                f"FROM {text}{self.where(scope)}", 2)

    def query(self):
        make = self.pick(self.plain, self.plain, self.plain, self.grouped, self.grouped, self.windowed, self.united, self.with_cte,
                         self.recursive, self.sets)
        text, width = make()
        if self.chance(0.35):
            order = ", ".join(str(i + 1) for i in range(width))
            text = f"SELECT * FROM ({text}) AS top ORDER BY {order}" + \
                self.pick("", f" LIMIT {self.random.randint(0, 40)}", f" LIMIT {self.random.randint(1, 9)} OFFSET {self.random.randint(0, 9)}")
        return text

    def change(self):
        """A statement that changes a table, and what the table is then."""
        alias = self.name("z")
        scope = self.scope(alias)
        table = self.pick("one", "two")
        source, source_scope = self.source([], 1)
        statement = self.pick(
            lambda: f"INSERT INTO {table} {self.row_query([], 1)}",
            lambda: f"UPDATE {table} {alias} SET x = {self.expr('num', scope, 2)}, t = {self.expr('text', scope, 2)}{self.where(scope)}",
            lambda: f"UPDATE {table} {alias} SET (x, t) = (SELECT {self.expr('num', source_scope + scope, 1)}, "
                    f"{self.expr('text', source_scope, 1)} FROM {source} ORDER BY 1, 2 LIMIT 1){self.where(scope)}",
            lambda: f"DELETE FROM {table} {alias} USING {source} WHERE {self.expr('bool', scope + source_scope, 2)}",
        )()
        # Which of several matching rows an UPDATE takes is not defined; RETURNING is row by row.
        returning = f" RETURNING {self.expr('num', self.scope(table if statement.startswith('INSERT') else alias), 1)}" \
            if self.chance(0.3) else ""
        return f"BEGIN;\n{statement}{returning};\nSELECT * FROM {table};\nROLLBACK;"

    def statement(self):
        if self.chance(0.08):
            return self.change()
        query = self.query()
        style = self.random.random()
        if style < 0.05:
            return f"PREPARE p AS {query};\nEXECUTE p;\nEXECUTE p;\nDEALLOCATE p;"
        if style < 0.1:
            return f"BEGIN;\nDECLARE c SCROLL CURSOR FOR SELECT * FROM ({query}) AS s ORDER BY s;\n" \
                   "FETCH 3 FROM c;\nFETCH BACKWARD 2 FROM c;\nFETCH ALL FROM c;\nROLLBACK;"
        return query + ";"

    def settings(self):
        return {name: self.pick(*values) for name, values in SETTINGS.items()}


def psql_output(psql, script, *options):
    """What psql prints, errors in their places."""
    command = [*psql, "-X", "-q", "-A", "-t", "-v", "VERBOSITY=terse", "-P", "null=~", *options]
    return subprocess.run(command, input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def results(psql, statements, batching):
    """The rows and errors of each statement, run in one session."""
    script = []
    for number, (settings, statement) in enumerate(statements):
        script += ["RESET ALL;", "SET statement_timeout = '20s';", "SET client_min_messages = warning;", "SET extra_float_digits = 0;"]
        script += [f"SET {name} = '{value}';" for name, value in settings.items()]
        if not batching:
            script += ["SET sqlinference.fuzz = off;", "SET sqlinference.batching = off;"]
        script += [f"\\echo ---{number}", statement]
        if statement.startswith("BEGIN"):
            script.append("ROLLBACK;")
    output = psql_output(psql, "\n".join(script)).stdout
    parts = re.split(r"^---\d+\n", output, flags=re.M)[1:]
    if len(parts) != len(statements):
        sys.exit(f"The session ended after this query:\n{statements[len(parts) - 1]}\n{output[-500:]}")
    return [re.sub(r"^psql:<stdin>:\d+: ", "", part, flags=re.M) for part in parts]


def normal(text):
    """Rows in any order, with numbers to nine digits: sums depend on the order of rows, which workers change."""
    rounded = re.sub(r"-?\d+\.\d+(e[-+]\d+)?", lambda number: f"{float(number[0]):.9g}", text)
    return sorted(rounded.splitlines())


def main():
    own, psql = (sys.argv[1:sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1:]) if "--" in sys.argv else (sys.argv[1:], ["psql"])
    parser = argparse.ArgumentParser()
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    options = parser.parse_args(own)
    print(f"seed {options.seed}", flush=True)

    generator = Generator(options.seed)
    setup = psql_output(psql, "\n".join(generator.tables()), "-v", "ON_ERROR_STOP=1")
    if setup.returncode != 0:
        sys.exit(setup.stdout)
    different = failed = timed_out = 0
    for start in range(0, options.queries, 200):
        statements = [(generator.settings(), generator.statement()) for _ in range(min(200, options.queries - start))]
        with_node = results(psql, statements, True)
        without = results(psql, statements, False)
        for (settings, statement), left, right in zip(statements, with_node, without):
            failed += "ERROR" in right
            if "statement timeout" in left + right:
                timed_out += 1
            elif normal(left) != normal(right):
                different += 1
                print("\n".join(f"SET {name} = '{value}';" for name, value in settings.items()), statement,
                      f"-- with the node:\n{left[:600]}\n-- without:\n{right[:600]}", sep="\n", flush=True)
    print(f"{options.queries} queries: {failed} fail by themselves, {timed_out} take too long, {different} differ")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
