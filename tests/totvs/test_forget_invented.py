"""When the school has a number of its own, the demonstration's students go, and nothing points to them any more."""

from tests.desk import Desk
from tests.families import school_class, student
from tests.scheduled.sending import message
from tests.scheduled.test_audience_of_students import of_class, to, who
from workchat.scheduled.models import AudiencePart
from workchat.students.models import SchoolClass, Student
from workchat.totvs.forget_invented import forget_invented
from workchat.totvs.models import RmConnection


def test_no_message_to_an_invented_class_goes_to_a_real_one(desk: Desk):
    RmConnection.current()
    RmConnection.update(is_invented=True).execute()
    invented = school_class("7º B")
    student("Ana Inventada", invented)
    row = to(message(desk), of_class(invented), who("financial"))
    forget_invented()
    assert not SchoolClass.select().exists() and not Student.select().exists()
    assert not AudiencePart.select().where(AudiencePart.scheduled_message == row).exists()


def test_a_schools_own_students_stay(desk: Desk):
    RmConnection.current()
    student("Ana Souza", school_class("7º B"))
    forget_invented()
    assert Student.select().exists()
