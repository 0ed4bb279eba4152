"""Motion photos made on the spot, by the ways of Google and Samsung."""

import io
import struct
from pathlib import Path

from PIL import Image

from tests.extract.videos import make_video

CLIP = "testsrc=size=320x240:rate=10"
H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "ultrafast")

_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"
 xmlns:Container="http://ns.google.com/photos/1.0/container/"
 xmlns:Item="http://ns.google.com/photos/1.0/container/item/" {}</rdf:RDF></x:xmpmeta>"""


def clip(directory: Path, *options: str, seconds: float = 1) -> bytes:
    """A small MP4, H.264 unless ``options`` say something else."""
    path = make_video(directory / "clip.mp4", CLIP, *(options or H264), seconds=seconds)
    data = path.read_bytes()
    path.unlink()
    return data


def micro_video(offset: int) -> str:
    """XMP as phones of Google wrote it until 2020."""
    return _XMP.format(f'GCamera:MicroVideo="1" GCamera:MicroVideoOffset="{offset}"/>')


def motion_photo(*lengths: int, padding: int = 0) -> str:
    """XMP with a directory: the photo, then items of these lengths, the last one a film."""
    items = [("image/jpeg", "Primary", 0), *(("image/jpeg", "GainMap", n) for n in lengths[:-1])]
    listed = "".join(
        f'<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="{mime}"'
        f' Item:Semantic="{semantic}" Item:Length="{length}" Item:Padding="{padding}"/></rdf:li>'
        for mime, semantic, length in [*items, ("video/mp4", "MotionPhoto", lengths[-1])]
    )
    return _XMP.format(
        'GCamera:MotionPhoto="1"><Container:Directory><rdf:Seq>'
        f"{listed}</rdf:Seq></Container:Directory></rdf:Description>"
    )


def jpeg(xmp: str = "", make: str = "") -> bytes:
    """A photo with this packet, by a phone of this maker."""
    exif = Image.Exif()
    if make:
        exif[0x010F] = make
    file = io.BytesIO()
    image = Image.new("RGB", (64, 48), (200, 120, 40))
    image.save(file, "JPEG", exif=exif, **({"xmp": xmp.encode()} if xmp else {}))
    return file.getvalue()


def trailer(film: bytes, *, kind: int = 0x0A30) -> bytes:
    """What Samsung appends to a photo: the film between other items, and a directory."""
    items = [
        struct.pack("<HHI", 0, number, len(name)) + name + data
        for number, name, data in (
            (0x0A01, b"Image_UTC_Data", b"1705124333853"),
            (kind, b"MotionPhoto_Data", film),
        )
    ]
    distances = [sum(map(len, items[place:])) for place in range(len(items))]
    directory = struct.pack("<4sII", b"SEFH", 107, len(items)) + b"".join(
        struct.pack("<HHII", 0, int.from_bytes(item[2:4], "little"), distance, len(item))
        for item, distance in zip(items, distances, strict=True)
    )
    return b"".join(items) + directory + struct.pack("<I4s", len(directory), b"SEFT")
