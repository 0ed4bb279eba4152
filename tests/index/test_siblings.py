from homegallery.index.siblings import with_siblings
from tests.index.records import record


def test_a_sidecar_brings_its_photo_and_the_photo_its_sidecars() -> None:
    state = [record("d/a.jpg", size=90), record("d/a.jpg.xmp", size=5), record("d/b.jpg")]
    assert with_siblings(["d/a.jpg.xmp"], state) == {"d/a.jpg", "d/a.jpg.xmp"}


def test_the_same_name_in_another_directory_is_no_sibling() -> None:
    state = [record("d/a.jpg"), record("e/a.xmp")]
    assert with_siblings(["d/a.jpg"], state) == {"d/a.jpg"}


def test_a_removed_photo_brings_the_sidecars_it_leaves() -> None:
    before = [record("a.jpg"), record("a.xmp"), record("a.txt")]
    assert with_siblings(["a.jpg"], before, before[1:]) == {"a.jpg", "a.xmp", "a.txt"}


def test_a_file_that_leaves_a_group_brings_those_that_stay() -> None:
    """``a.small.jpg`` grows: it is a photo of its own now, and ``a.jpg`` lost a sidecar."""
    photo, small = record("a.jpg", size=900), record("a.small.jpg", size=100)
    before, after = [photo, small], [photo, small._replace(size=1000)]
    assert with_siblings(["a.small.jpg"], before, after) == {"a.jpg", "a.small.jpg"}


def test_groups_are_followed_through_both_states() -> None:
    before = [record("a.jpg", size=90), record("a.b.jpg", size=10)]
    after = [*before, record("a.b.png", size=20)]
    found = with_siblings(["a.b.png"], before, after)
    assert found == {"a.b.png", "a.b.jpg", "a.jpg"}


def test_an_empty_file_belongs_to_nothing() -> None:
    assert with_siblings(["a.xmp"], [record("a.jpg"), record("a.xmp", size=0)]) == {"a.xmp"}
