"""Which programs run, who keeps the timetable, which copies were made, and how old a program may be. Frozen.

Expand only: 0.3.0 may still run beside it. Its workers know no turns: what happens by itself may then be looked at
twice, which changes nothing twice.
"""

from peewee import BigIntegerField, CharField, DateTimeField, IntegerField, Model, TextField

OLDEST = "0.3.0"  # the oldest program that may run beside this database


# What did not arrive, and what nobody knows of: few rows, and /status and /metrics count them all the time.
DELIVERY_TROUBLED = """CREATE INDEX delivery_troubled ON delivery (lane_id, status, finished_at)
WHERE status IN ('unknown', 'failed')"""

# What ticket_of_contact and message_of_ticket begin with: each new message wrote it twice.
TWICE = ("ticket_contact_id", "message_ticket_id")


def up(_migrator, db):
    db.create_tables(tables(db), safe=False)
    db.execute_sql(DELIVERY_TROUBLED)
    for index in TWICE:
        db.execute_sql(f"DROP INDEX {index}")


def tables(db) -> list[type[Model]]:
    """The tables as they are made here. Models of today may look otherwise."""

    class Program(Model):
        token = CharField(unique=True)
        kind = CharField()
        host = CharField()
        pid = IntegerField()
        version = CharField()
        started_at = DateTimeField()
        seen_at = DateTimeField()
        looked_at = DateTimeField(null=True)
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "program"

    class Duty(Model):
        name = CharField(unique=True)
        token = CharField()
        lease_until = DateTimeField()
        next_at = DateTimeField()

        class Meta:
            database = db
            table_name = "duty"

    class Compatibility(Model):
        oldest = CharField()

        class Meta:
            database = db
            table_name = "compatibility"

    class Backup(Model):
        began_at = DateTimeField()
        ended_at = DateTimeField(null=True)
        filename = CharField()
        size = BigIntegerField(null=True)
        error = TextField()

        class Meta:
            database = db
            table_name = "backup"

    return [Program, Duty, Compatibility, Backup]
