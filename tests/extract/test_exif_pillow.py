"""Pillow as a stand-in for exiftool: fewer tags, but the same ones."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageOps
from PIL.TiffImagePlugin import IFDRational

from homegallery.extract.exif_pillow import read_picture

Base, Gps = ExifTags.Base, ExifTags.GPS


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[Base.Make] = "Acme"
    tags[Base.Model] = "A 1"
    tags[Base.ImageDescription] = "On the road"
    tags[Base.Orientation] = 6
    tags[Base.DateTime] = "2024:01:03 00:00:00"
    camera = tags.get_ifd(ExifTags.IFD.Exif)
    camera[Base.DateTimeOriginal] = "2024:01:02 03:04:05"
    camera[Base.SubsecTimeOriginal] = "25"
    camera[Base.OffsetTimeOriginal] = "+01:00"
    camera[Base.DateTimeDigitized] = "2024:01:02 03:04:06"
    camera[Base.ISOSpeedRatings] = 200
    camera[Base.ExposureTime] = IFDRational(1, 125)
    camera[Base.FNumber] = IFDRational(18, 10)
    camera[Base.FocalLength] = IFDRational(42, 10)
    camera[Base.FocalLengthIn35mmFilm] = 26
    camera[Base.ExposureMode] = 1
    camera[Base.WhiteBalance] = 0
    gps = tags.get_ifd(ExifTags.IFD.GPSInfo)
    gps[Gps.GPSLatitudeRef] = "N"
    gps[Gps.GPSLatitude] = (48.0, 41.0, 24.0)
    gps[Gps.GPSLongitudeRef] = "W"
    gps[Gps.GPSLongitude] = (8.0, 7.0, 48.0)
    gps[Gps.GPSAltitudeRef] = b"\1"
    gps[Gps.GPSAltitude] = 3.5
    gps[Gps.GPSDateStamp] = "2024:01:02"
    gps[Gps.GPSTimeStamp] = (2.0, 4.0, 5.25)
    return tags


def picture(form: str, size: tuple[int, int] = (40, 20), **options: Any) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", size).save(file, form, **options)
    file.seek(0)
    return file


EXPECTED = {
    "Make": "Acme",
    "Model": "A 1",
    "ImageDescription": "On the road",
    "Orientation": 6,
    "ImageWidth": 40,
    "ImageHeight": 20,
    "DateTimeOriginal": "2024:01:02 03:04:05.25+01:00",
    "SubSecDateTimeOriginal": "2024:01:02 03:04:05.25+01:00",
    "OffsetTimeOriginal": "+01:00",
    "CreateDate": "2024:01:02 03:04:06",
    "ModifyDate": "2024:01:03 00:00:00",
    "ISO": 200,
    "ExposureTime": "1/125",
    "ShutterSpeed": "1/125",
    "FNumber": 1.8,
    "Aperture": 1.8,
    "FocalLength": "4.2 mm",
    "FocalLengthIn35mmFormat": "26 mm",
    "ExposureMode": "Manual",
    "WhiteBalance": "Auto",
    "GPSLatitude": pytest.approx(48.69),
    "GPSLongitude": pytest.approx(-8.13),
    "GPSPosition": "48.69 -8.13",
    "GPSAltitude": -3.5,
    "GPSDateTime": "2024:01:02 02:04:05.25Z",
}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_all_tags(form: str) -> None:
    assert read_picture(picture(form, exif=exif())) == EXPECTED


@pytest.mark.parametrize("form", ["JPEG", "TIFF", "HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_size_and_orientation_tell_how_it_is_shown(form: str, orientation: int) -> None:
    pillow_heif.register_heif_opener()
    tags = exif()
    tags[Base.Orientation] = orientation
    file = picture(form, exif=tags)
    found = read_picture(file)
    size = found["ImageWidth"], found["ImageHeight"]
    with Image.open(file) as image:
        shown = ImageOps.exif_transpose(image).size
    assert (size if found.get("Orientation", 1) < 5 else size[::-1]) == shown
    assert found["Make"] == "Acme"


def test_without_exif_there_is_the_size() -> None:
    assert read_picture(picture("GIF")) == {"ImageWidth": 40, "ImageHeight": 20}
    assert read_picture(picture("PNG"), with_size=False) == {}


def test_apex_values_stand_in() -> None:
    tags = Image.Exif()
    camera = tags.get_ifd(ExifTags.IFD.Exif)
    camera[Base.ShutterSpeedValue] = IFDRational(7, 1)
    camera[Base.ApertureValue] = IFDRational(4, 1)
    found = read_picture(picture("JPEG", exif=tags))
    assert (found["ShutterSpeed"], found["Aperture"]) == ("1/128", 4.0)


def test_values_that_make_no_sense_are_left_out() -> None:
    tags = exif()
    tags[Base.Orientation] = 9
    camera = tags.get_ifd(ExifTags.IFD.Exif)
    camera[Base.ExposureTime] = IFDRational(1, 0)
    camera[Base.WhiteBalance] = 7
    tags.get_ifd(ExifTags.IFD.GPSInfo)[Gps.GPSLatitude] = (IFDRational(1, 0), 0.0, 0.0)
    found = read_picture(picture("JPEG", exif=tags))
    gone = {"Orientation", "ShutterSpeed", "WhiteBalance", "GPSLatitude", "GPSPosition"}
    assert not gone & set(found)
    assert found["Make"] == "Acme"


def test_keywords_of_iptc_and_xmp() -> None:
    def words(*values: bytes) -> bytes:
        return b"".join(b"\x1c\x02\x19" + struct.pack(">H", len(value)) + value for value in values)

    iptc = words("Grün".encode(), b"tree")
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc + b"\0" * (len(iptc) % 2)
    segment = b"Photoshop 3.0\0" + block
    marker = b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment
    plain = picture("JPEG").getvalue()
    file = BytesIO(plain[:2] + marker + plain[2:])
    assert read_picture(file)["Keywords"] == ["Grün", "tree"]

    xmp = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:subject><rdf:Bag>'
        b"<rdf:li>bush</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF>"
    )
    assert read_picture(picture("JPEG", xmp=xmp))["Subject"] == ["bush"]
    warned = read_picture(picture("JPEG", xmp=b"nonsense"))
    assert warned["Warning"].startswith("XMP is broken")


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def test_a_huge_picture_is_not_decoded() -> None:
    # Decoding would fail: the pixels are missing.
    header = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"\0")
    limit = Image.MAX_IMAGE_PIXELS
    found = read_picture(BytesIO(bomb))
    assert found == {"ImageWidth": 200_000, "ImageHeight": 200_000}
    assert limit == Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"])
def test_what_is_no_picture(data: bytes) -> None:
    assert read_picture(BytesIO(data)) == {"Error": "File format error"}


WHOLE = picture("JPEG", exif=exif()).getvalue()


@settings(max_examples=200, deadline=None)
@given(st.integers(2, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_pictures_are_read_as_far_as_possible(at: int, damage: bytes) -> None:
    data = WHOLE[:at] + damage + WHOLE[at + len(damage) :]
    found = read_picture(BytesIO(data))
    assert "Error" in found or found["ImageWidth"] > 0


def test_damaged_exif_leaves_the_size() -> None:
    found = read_picture(picture("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"))
    assert (found["ImageWidth"], found["ImageHeight"]) == (40, 20)
