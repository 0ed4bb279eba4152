"""Scale expressions, their exchange of sides, and options as words."""

import pytest

from homegallery.extract.video_scale import scale_expression, split_arguments, swapped


def test_the_height_is_limited() -> None:
    assert scale_expression(720, None) == "-2:'min(720,ih)'"


def test_an_expression_of_the_user() -> None:
    assert scale_expression(720, "320:-2") == "320:-2"


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("-vf scale=-2:'min(720,ih)',format=yuv420p", "-vf scale='min(720,iw)':-2,format=yuv420p"),
        ("scale='min(640,in_w)':-2", "scale=-2:'min(640,in_h)'"),
        ("scale=iw/2:ih/2", "scale=iw/2:ih/2"),
        ("scale=-2:min(ih\\,480):flags=lanczos", "scale=min(iw\\,480):-2:flags=lanczos"),
        ("scale=w=640:h=-2", "scale=w=-2:h=640"),
        ("scale=-2:'min(ih,max(320,ih*.5))'", "scale='min(iw,max(320,iw*.5))':-2"),
        ("[0]scale=-2:360[a];[a]scale=9:-2", "[0]scale=360:-2[a];[a]scale=-2:9"),
        ("-vf autoscale=1:2,height=ih", "-vf autoscale=1:2,height=ih"),
        ("-c:v libx264", "-c:v libx264"),
    ],
)
def test_width_and_height_change_places(option: str, expected: str) -> None:
    assert swapped(option) == expected


def test_one_blank_splits() -> None:
    options = ["-c:v libx264", "-an", "-metadata title=my own film", "-vf scale=1:2"]
    assert split_arguments(options) == [
        *("-c:v", "libx264", "-an", "-metadata title=my own film", "-vf", "scale=1:2")
    ]
