import pytest

from homegallery.media.takeout import TakeoutPhotos

LONG = "Screenshot_20220416-133210_Google Play services"
"""47 characters: the most that Takeout leaves of a name before its extension."""


def test_the_long_name_is_as_long_as_takeout_makes_it() -> None:
    assert len(LONG) == 47


@pytest.mark.parametrize(
    ("photo", "json"),
    [
        ("IMG.jpg", "IMG.jpg.json"),
        ("IMG.jpg", "IMG.jpg.supplemental-metadata.json"),
        ("IMG.jpg", "IMG.jpg.supplemental-met.json"),
        ("IMG.jpg", "IMG.jpg.suppl.json"),
        ("IMG.jpg", "IMG.jpg.s.json"),
        ("IMG.jpg", "IMG.jpg..json"),
        ("IMG.jpg", "IMG.jpg.JSON"),
        ("IMG(1).jpg", "IMG.jpg(1).json"),
        ("IMG(12).jpg", "IMG.jpg.supplemental-metadata(12).json"),
        ("IMG(1).jpg", "IMG(1).jpg.json"),
        ("IMG(1).jpg", "IMG(1).jpg.supplemental-metadata.json"),
        ("PXL.MP.jpg", "PXL.MP.jpg.supplemental-metadata.json"),
        (f"{LONG}.jpg", f"{LONG[:46]}.json"),
        (f"{LONG}(2).jpg", f"{LONG[:46]}(2).json"),
        (f"{LONG[:43]}.jpg", f"{LONG[:43]}.jp.json"),
        (f"{LONG[:41]}.jpg", f"{LONG[:41]}.jpg..json"),
        # Four letters beyond the basic plane are eight units of UTF-16.
        ("😀😀😀😀" + "a" * 39 + ".jpg", "😀😀😀😀" + "a" * 38 + ".json"),
        ("IMG-edited.jpg", "IMG.jpg.json"),
        ("IMG-bearbeitet.jpg", "IMG.jpg.supplemental-metadata.json"),
        ("IMG-edited(1).jpg", "IMG.jpg(1).json"),
        ("IMG-edited.jpg", "IMG-edited.jpg.json"),
    ],
)
def test_the_photo_of_a_json_file(photo: str, json: str) -> None:
    others = ["other.jpg", "IMH.jpg", "IMG(7).jpg", f"{LONG}(7).jpg"]
    assert TakeoutPhotos([photo, *others]).of(json) == photo
    assert TakeoutPhotos([*others, photo]).of(json) == photo


@pytest.mark.parametrize(
    "json",
    [
        *("metadata.json", "print-subscriptions.json", "shared_album_comments.json", ".json"),
        *("IMG.json", "IMG.jpg(1).json", "IMG.jpg.supplemental-metadata(1).json"),
        *(
            "IMG.jpg.settings.json",
            "IMG.jpg.suppla.json",
            "(1).json",
            "IMG.png.json",
            "img.jpg.json",
        ),
        *(f"{LONG[:45]}.json", f"{LONG}.json", f"{LONG[:46]}(3).json"),
    ],
)
def test_other_json_files_belong_to_no_photo(json: str) -> None:
    assert TakeoutPhotos(["IMG.jpg", f"{LONG}.jpg"]).of(json) is None


def test_the_original_goes_before_its_edited_copy() -> None:
    photos = TakeoutPhotos(["IMG-edited.jpg", "IMG.jpg"])
    assert photos.of("IMG.jpg.json") == "IMG.jpg"


def test_a_cut_name_that_fits_to_two_photos_belongs_to_none() -> None:
    same = f"{LONG[:46]}!"
    assert TakeoutPhotos([f"{LONG}.jpg", f"{same}.jpg"]).of(f"{LONG[:46]}.json") is None
    live = TakeoutPhotos([f"{LONG}.MP4", f"{LONG}.HEIC"])
    assert live.of(f"{LONG[:46]}.json") == f"{LONG}.HEIC"
