"""The models and the migrations tell the same story: every table has exactly its model's columns, on both databases."""

import importlib

import pytest

from workchat.config import ROOT
from workchat.db import Record, db

for path in sorted((ROOT / "workchat").glob("*/models.py")):
    importlib.import_module(f"workchat.{path.parent.name}.models")
MODELS = sorted(Record.__subclasses__(), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_table_has_exactly_the_columns_of_its_model(school, model):
    table = {column.name: column.null for column in db.get_columns(model._meta.table_name)}
    fields = {field.column_name: field.null for field in model._meta.sorted_fields}
    assert table.keys() == fields.keys(), f"{model._meta.table_name}: write a migration for what models.py changed"
    assert {name for name in fields if fields[name]} == {name for name in table if table[name]}


def test_no_table_is_without_a_model(school):
    kept_by_peewee = {"schema_migration", "sqlite_sequence"}
    assert set(db.get_tables()) - kept_by_peewee == {model._meta.table_name for model in MODELS}
