from homegallery.database.mappers.words import map_description, map_tags
from tests.database.samples import exif, group, media_file


def test_tags_of_all_files_once_and_sorted() -> None:
    made = map_tags(
        group(
            media_file("a.jpg", exif={"Keywords": ["sea", 2020, ""], "Subject": "sea"}),
            media_file(
                "a.xmp", exif={"TagList": ["～", "😀"], "HierarchicalSubject": "People|Ann"}
            ),
        )
    )
    # By UTF-16 code units capitals come first and the emoji (D83D) before U+FF5E.
    assert made == {"tags": ["2020", "People|Ann", "sea", "😀", "～"]}


def test_no_tags() -> None:
    assert map_tags(exif(Keywords=None, Subject={}, TagsList=["digikam"])) == {"tags": []}


def test_the_description_of_the_sidecar_comes_first() -> None:
    files = [
        media_file("a.jpg", exif={"ImageDescription": " photo \n"}),
        media_file("a.jpg.xmp", exif={"ImageDescription": "sidecar"}),
    ]
    assert map_description(group(*files)) == {"description": "sidecar"}
    assert map_description(group(files[0])) == {"description": "photo"}


def test_then_the_shorter_name_then_the_bigger_file() -> None:
    long = media_file("aa.jpg", exif={"ImageDescription": "long"})
    small = media_file("b.jpg", size=1, exif={"ImageDescription": "small"})
    big = media_file("c.jpg", size=2, exif={"ImageDescription": 7})
    assert map_description(group(long, small, big)) == {"description": "7"}
    assert map_description(group(long, small)) == {"description": "small"}


def test_an_empty_description_is_none() -> None:
    assert map_description(exif(ImageDescription="   ")) == {}
    sidecar = media_file("a.xmp", exif={"ImageDescription": " "})
    photo = media_file("a.jpg", exif={"ImageDescription": "photo"})
    assert map_description(group(photo, sidecar)) == {"description": "photo"}
