from discussions.models import RoomReader
from tests.factories.refusals import refuses


def test_somebody_chooses_once_what_to_hear_of_a_room(room, ana):
    RoomReader.objects.create(discussion=room, user=ana)
    with refuses("room_reader_once_per_room"):
        RoomReader.objects.create(discussion=room, user=ana, level="off")


def test_what_is_heard_of_a_room_is_one_of_four(room, ana):
    with refuses("room_reader_level_known"):
        RoomReader.objects.create(discussion=room, user=ana, level="some")
