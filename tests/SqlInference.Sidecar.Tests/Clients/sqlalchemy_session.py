"""A program as its author would write it with SQLAlchemy: tables made, reflected and queried, and a prediction in a query."""
import datetime
import decimal
import sys

import sqlalchemy as sa
from sqlalchemy.orm import Session, declarative_base

engine = sa.create_engine(sys.argv[1], future=True)
Base = declarative_base()


class Ride(Base):
    __tablename__ = "alchemy_ride"
    id = sa.Column(sa.Integer, primary_key=True, autoincrement=False)
    note = sa.Column(sa.String(20), nullable=False)
    fare = sa.Column(sa.Numeric(10, 2))
    day = sa.Column(sa.Date)
    tip = sa.Column(sa.Float)


Base.metadata.create_all(engine)
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Ride(id=i, note=f"ride {i}", fare=decimal.Decimal("1.50") * i, day=datetime.date(2026, 1, i), tip=i / 2) for i in range(1, 11)])
    session.commit()
    assert session.get(Ride, 3).fare == decimal.Decimal("4.50")
    ride = session.get(Ride, 4)
    ride.note = "changed"
    session.delete(session.get(Ride, 5))
    session.commit()
    query = sa.select(Ride.note, sa.func.added(Ride.fare, Ride.tip)).where(Ride.day >= datetime.date(2026, 1, 9)).order_by(Ride.id.desc()).limit(2)
    assert session.execute(query).all() == [("ride 10", 20.0), ("ride 9", 18.0)]
    assert session.execute(sa.select(sa.func.count()).select_from(Ride).where(Ride.note.in_(["changed", "ride 5"]))).scalar() == 1

with engine.begin() as connection:
    connection.execute(sa.text("CREATE VIEW alchemy_view AS SELECT id, fare FROM alchemy_ride"))
    connection.execute(sa.text("CREATE TABLE alchemy_child (id INTEGER PRIMARY KEY, ride INTEGER REFERENCES alchemy_ride (id), word TEXT DEFAULT 'x', CHECK (id > 0), UNIQUE (ride, word))"))
    connection.execute(sa.text("CREATE INDEX alchemy_index ON alchemy_child (word)"))

inspector = sa.inspect(engine)
assert inspector.default_schema_name == "public", inspector.default_schema_name
assert {"alchemy_ride", "alchemy_child"} <= set(inspector.get_table_names())
assert "alchemy_view" in inspector.get_view_names()
assert "public" in inspector.get_schema_names()
assert inspector.has_table("alchemy_ride") and not inspector.has_table("alchemy_nothing")
assert "SELECT" in inspector.get_view_definition("alchemy_view").upper()

reflected = sa.MetaData()
reflected.reflect(engine, only=["alchemy_ride", "alchemy_child"])
ride, child = reflected.tables["alchemy_ride"], reflected.tables["alchemy_child"]
shown = [(column.name, str(column.type), column.nullable, column.primary_key) for column in ride.columns]
assert shown == [("id", "INTEGER", False, True), ("note", "TEXT", False, False), ("fare", "NUMERIC(10, 2)", True, False), ("day", "DATE", True, False),
                 ("tip", "REAL", True, False)], shown
assert [(key.column.table.name, key.column.name) for key in child.foreign_keys] == [("alchemy_ride", "id")], child.foreign_keys
assert "'x'" in str(child.columns["word"].server_default.arg)
assert [index["column_names"] for index in inspector.get_indexes("alchemy_child") if index["name"] == "alchemy_index"] == [["word"]], inspector.get_indexes("alchemy_child")
assert sorted(inspector.get_unique_constraints("alchemy_child")[0]["column_names"]) == ["ride", "word"], inspector.get_unique_constraints("alchemy_child")
assert len(inspector.get_check_constraints("alchemy_child")) == 1, inspector.get_check_constraints("alchemy_child")
with engine.connect() as connection:
    assert connection.execute(sa.select(sa.func.count()).select_from(ride)).scalar() == 9
    assert connection.dialect.server_version_info[0] == 15
print("SQLAlchemy", "done")
