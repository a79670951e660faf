"""A program as its author would write it with psycopg2: values of all kinds, many rows, COPY, errors, transactions."""
import datetime
import decimal
import io
import sys
import uuid

import psycopg2
import psycopg2.errorcodes
import psycopg2.extras

connection = psycopg2.connect(sys.argv[1])
psycopg2.extras.register_uuid()

with connection, connection.cursor() as cursor:
    cursor.execute("CREATE TABLE psy (i INTEGER, s TEXT, n DECIMAL(10, 2), moment TIMESTAMP, b BYTEA, l INTEGER[])")
    row = (7, "it's \\ 100% ü", decimal.Decimal("12.50"), datetime.datetime(2026, 3, 12, 1, 2, 3, 456789), b"\x00\xff", [1, None, 3])
    cursor.execute("INSERT INTO psy VALUES (%s, %s, %s, %s, %s, %s)", row)
    cursor.execute("SELECT * FROM psy")
    found = cursor.fetchone()
    assert (*found[:4], bytes(found[4]), found[5]) == row, found
    assert [column.name for column in cursor.description] == ["i", "s", "n", "moment", "b", "l"]
    assert [column.type_code for column in cursor.description][:3] == [23, 25, 1700]

    psycopg2.extras.execute_values(cursor, "INSERT INTO psy (i, s) VALUES %s", [(i, f"row {i}") for i in range(100, 600)])
    cursor.copy_expert("COPY psy (i, s) FROM STDIN WITH (FORMAT csv)", io.StringIO("1000,a\n1001,\"b, c\"\n"))
    copied = io.StringIO()
    cursor.copy_expert("COPY (SELECT i, s FROM psy WHERE i >= 1000 ORDER BY i) TO STDOUT WITH CSV", copied)
    assert copied.getvalue() == '1000,a\n1001,"b, c"\n', copied.getvalue()
    cursor.execute("SELECT count(*) FROM psy WHERE i BETWEEN %(low)s AND %(high)s AND s LIKE '%%row%%'", {"low": 100, "high": 599})
    assert cursor.fetchone()[0] == 500
    key = uuid.uuid4()
    cursor.execute("SELECT %s, %s::DATE, %s = ANY(%s), %s", (key, datetime.date(2026, 2, 28), 3, [1, 2, 3], True))
    assert cursor.fetchone() == (key, datetime.date(2026, 2, 28), True, True)

with connection, connection.cursor("server_side") as cursor:
    cursor.itersize = 100
    cursor.execute("SELECT i FROM range(1000) AS t(i)")
    assert sum(i for (i,) in cursor) == 499500

try:
    with connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO psy (i) VALUES (1)")
        cursor.execute("SELECT * FROM nowhere")
except psycopg2.Error as error:
    assert error.pgcode == psycopg2.errorcodes.UNDEFINED_TABLE, error.pgcode
    assert isinstance(error, psycopg2.errors.UndefinedTable)
with connection, connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
    cursor.execute("SELECT count(*) AS n FROM psy WHERE i = 1")
    assert cursor.fetchone() == {"n": 0}

connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
with connection, connection.cursor() as cursor:
    try:
        cursor.execute("INSERT INTO psy (i) VALUES (1)")
        raise AssertionError("a read-only session has written")
    except psycopg2.Error:
        pass
connection.set_session(readonly=False, autocommit=True)
with connection.cursor() as cursor:
    cursor.execute("SET TIME ZONE 'Europe/Berlin'")
    cursor.execute("SELECT TIMESTAMPTZ '2026-07-01 00:00:00+00', (SELECT added(1, 2.5))")
    at, prediction = cursor.fetchone()
    assert at.utcoffset() == datetime.timedelta(hours=2) and prediction == 3.5, (at, prediction)
    cursor.execute("SHOW MODEL ALL")
    assert ("public", "adder") in cursor.fetchall()
assert connection.server_version == 150000
connection.cancel()
connection.close()
print("psycopg2", "done")
