"""The copies of the school's records: when each was made, and what went wrong."""

from peewee import BigIntegerField, CharField, DateTimeField, TextField

from workchat.db import Record


class Backup(Record):
    began_at = DateTimeField()
    ended_at = DateTimeField(null=True)  # null: under way, or its program died
    filename = CharField(default="")
    size = BigIntegerField(null=True)  # bytes
    error = TextField(default="")  # in the school's words; empty = it succeeded
