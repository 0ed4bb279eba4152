"""Where an import of ours differs from that of the original, file by file and why."""

from typing import Any, Final

from homegallery.storage.layout import (
    EXIF,
    RAW_PREVIEW,
    RAW_PREVIEW_EXIF,
    VIBRANT,
    VIDEO_POSTER,
    preview_suffix,
    video_preview_suffix,
)
from tests.conformance import golden

# --- groups and entries -----------------------------------------------------------------------

GROUPS: Final[dict[str, tuple[list[str], str]]] = {
    "broken/truncated.gif": (
        ["truncated.gif", "truncated.jpg", "truncated.png", "truncated.heic"],
        "of files of one size the first name leads, not the last",
    ),
    "raw/canon_eos_6d.dng": (
        ["canon_eos_6d.jpg", "canon_eos_6d.dng", "canon_eos_6d.xmp"],
        "the picture leads, not the biggest file",
    ),
}
"""By the original's primary: our files in order, without the folder."""

BIGGER_XMP: Final = "the XMP is bigger than its picture, which hides it from the original"
NEW_TYPE: Final = "the original does not know its type, and so not what it hides"
MORE_ENTRIES: Final = {
    "sidecar/flatxmp.jpg": BIGGER_XMP,
    "broken/corrupted.hif": NEW_TYPE,
    "raw/SigmaDP2.x3f": NEW_TYPE,
}

CLIPS: Final = {"live/IMG_7943_HEVC.MOV": "live/IMG_7943.HEIC"}
"""Entries of the original that are the clip of a live photo: ours belong to the photo."""

# --- fields -----------------------------------------------------------------------------------

FIELDS: Final[dict[str, dict[str, Any]]] = {
    # The JPEG beside it leads.
    "raw/canon_eos_6d.dng": {
        "id": "7ec318e2c021062223b193c02324c21cd8309bee",
        "type": "image",
        "width": 1024,
        "height": 683,
    },
}
"""By the original's primary: what we have instead."""

OLD_EXIFTOOL: Final = {
    ("video/quicktime-hvc1.mov", "focalLength33mm"): -1,
    ("video/transparent.webm", "duration"): 4.943,
}
"""What exiftool before 13 does not know."""

ADDRESS: Final = ("addresstype", "country", "state", "city")
COMPARED_ELSEWHERE: Final = {
    "hash": "only a mark of change: ours does not count `updated`",
    "previews": "compared as objects",
    **dict.fromkeys(golden.OUR_OWN, "the original does not have it"),
    "vibrantColors": "compared as swatches",
    **dict.fromkeys(ADDRESS, "the original could not ask a service"),
}

# --- objects ----------------------------------------------------------------------------------

VIDEO_720: Final = video_preview_suffix(720, "mp4")
NOT_OURS: Final = {
    "media.cache": "a cache of its database builder that is never read",
}
"""Suffixes of objects that the original has and we have not, for any file."""

LIVE: Final = (
    "live/IMG_7943_HEVC.MOV",
    "live/PXL_20200710_061629144.MP.jpg",
    "live/samsung-one-ui-6.heic",
)
"""Files that are or hold the clip of a photo, which the original does not play."""
ASKED_FOR_FILM: Final = (
    "live/PXL_20200710_061629144.MP.jpg",
    "live/motion_photo_pixel_synth.jpg",
    "live/samsung-one-ui-6.heic",
    *("broken/67-0_length_string.jpg", "faces/group-2.jpg", "faces/group-3.jpg"),
    *("formats/panorama360.jpg", "gps/gps.jpg"),
)
"""Photos that speak of a film inside, and JPEGs of Samsung's, which may not speak of it."""

TOO_HEAVY: Final = "broken/200MP.heic"
LONELY_XMP: Final = (
    "sidecar/APhotoManager-exmaple.xmp",
    "sidecar/digikam-example.xmp",
    "sidecar/fstop-favorite.xmp",
)
LEFT_OUT: Final = {
    # The photo stands for both, and the clip is played from an object of its own.
    *(("live/IMG_7943_HEVC.MOV", preview_suffix(size)) for size in (320, 128)),
    *(("live/IMG_7943_HEVC.MOV", suffix) for suffix in (VIDEO_POSTER, VIDEO_720, VIBRANT)),
    # The original has no limit of memory.
    *((TOO_HEAVY, preview_suffix(size)) for size in (1920, 1280, 800, 320, 128)),
    *((TOO_HEAVY, suffix) for suffix in (RAW_PREVIEW, RAW_PREVIEW_EXIF, VIBRANT)),
    # Its preview of these is no picture.
    *(("raw/CanonRaw.cr2", suffix) for suffix in (RAW_PREVIEW, RAW_PREVIEW_EXIF)),
    *(("raw/Nikon.nef", suffix) for suffix in (RAW_PREVIEW, RAW_PREVIEW_EXIF)),
    # Sidecars of nothing never reach the database, so we do not read them.
    *((name, EXIF) for name in LONELY_XMP),
}
"""Objects that the original has and we have not."""

OTHER_INSIDE: Final = "raw/FujiFilm.raf"
"""The original takes the filler of 8 x 8 pixels inside, we the thumbnail."""
MORE_EXIF: Final = ("broken/corrupted.hif", "raw/SigmaDP2.x3f")
"""Of types that the original does not read."""
SMALL_INSIDE: Final = (OTHER_INSIDE, "raw/fixture-sony-zv-e10.arw")
"""RAW photos of which the thumbnail is all there is, which the original does not look for."""

NOW_DECODED: Final = {
    "formats/fixture-sequence.avif": (800, 320, 128),
    "formats/fox.profile0.10bpc.yuv420.avif": (800, 320, 128),
    "formats/wrong.heic": (320, 128),
    "video/no_duration.webm": (1280, 800, 320, 128),
}
"""What the original could not decode, and its previews now."""
IN_BETWEEN: Final = {
    ("formats/wrong.heic", "raw-preview.jpg"),
    ("formats/wrong.heic", "raw-preview-exif.json"),
    ("raw/fixture-sony-zv-e10.arw", "raw-preview.jpg"),
    ("raw/fixture-sony-zv-e10.arw", "raw-preview-exif.json"),
    ("video/no_duration.webm", "video-poster.jpg"),
}
"""What these previews are made of."""

TINY_VIDEOS: Final = {
    "sidecar/20240128_105420.mp4": (80, 46),
    "sidecar/20240128_120909.mp4": (46, 80),
    "video/video_rotate.mp4": (60, 80),
}
"""Videos smaller than the smallest preview, upright: they get one of their own size."""

TURNED: Final = {
    "orientation/png-6.png": "the original does not mind the orientation in a PNG",
    "raw/test.dng": "the original does not mind that of the RAW photo",
}
"""Previews that the original has lying, but not browsers and exiftool."""

WIDE_PIXELS: Final = {"video/fixture2.3gp": (128, 96)}
"""What the original shows too narrow, with the size of its smallest preview now."""

NO_CMYK_PROFILE: Final = "CMYK without a usable profile looks as printed on another press"
OTHER_LOOK: Final = {
    **TURNED,
    **dict.fromkeys(WIDE_PIXELS, "as wide as it was filmed"),
    "formats/alpha.heic": "the primary picture, an overlay of two; the original shows the first",
    "formats/cmyk-sample.jpg": NO_CMYK_PROFILE,
    "formats/jfif-cmyk-invalid-icc-profile-srgb.jpg": NO_CMYK_PROFILE,
}
"""Previews that show something else, or in other colours."""

NOW_CONVERTED: Final = {
    "video/no_duration.webm": "the original wants to know the duration",
    "video/star.mp4": "its height is odd, which H.264 does not allow",
}
"""Videos that browsers could not play."""
OTHER_VIDEO_SIZE: Final = {"video/fixture2.3gp": (192, 144)}
"""Video previews with another size than the original's: WIDE_PIXELS."""
# --- failures ---------------------------------------------------------------------------------

EMPTY: Final = r"the file is empty"
EARLY: Final = r"the picture data ends early; the preview shows what could be read"
UNKNOWN: Final = r"it is no picture of a known format, or its beginning is broken"
LARGE: Final = r"too large to decode: \d+ x \d+ pixels"
NO_RAW: Final = r"it holds no picture of a useful size, and "
MISSING: Final = r"the RAW data is missing"
UNSUPPORTED: Final = r"this kind of RAW file is not known to the decoder"
NO_VIDEO: Final = r"the video is broken or of an unknown format: "

FAILURES: Final = {
    "broken/zero-byte.heic": ("read", EMPTY),
    "broken/zero-byte.jpg": ("read", EMPTY),
    "broken/zero-byte.mp4": ("read", EMPTY),
    "broken/animated-earth.jpg": ("previews", EARLY),
    "broken/broken.jpg": ("previews", EARLY),
    "broken/truncated-half.jpg": ("previews", EARLY),
    "broken/truncated.gif": ("previews", EARLY),
    "broken/truncated.jpg": ("previews", EARLY),
    "broken/truncated.png": ("previews", EARLY),
    "broken/65536-uint32-limit.png": ("previews", LARGE),
    "broken/Bad_width.bmp": ("previews", LARGE),
    "broken/bomb-30000x30000.png": ("previews", LARGE),
    "broken/decompression_bomb.gif": ("previews", LARGE),
    "broken/17000x17000.avif": ("previews", LARGE),
    "broken/broken image.JPG": ("previews", UNKNOWN),
    "broken/corrupt-header.jpg": (
        "previews",
        r"the beginning of the file is broken: Truncated File Read",
    ),
    "broken/text-named.jpg": ("previews", UNKNOWN),
    "broken/corrupted.heic": ("heic", UNKNOWN),
    "broken/corrupted.hif": ("heic", UNKNOWN),
    "broken/oom_large_box.heic": ("heic", UNKNOWN),
    TOO_HEAVY: ("heic", r"needs more memory than extractor\.memoryLimit \(1024 MB\)"),
    "broken/random-bytes.heic": ("heic", UNKNOWN),
    "broken/fixture-corrupt.mkv": ("ffprobe", NO_VIDEO + "[^/]+"),
    "broken/issue_ghsa_crmj_qh74_2r36_poc.mov": ("ffprobe", NO_VIDEO + "moov atom not found"),
    "broken/truncated-no-moov.mp4": ("ffprobe", NO_VIDEO + "moov atom not found"),
    "raw/CanonRaw.cr2": ("rawPreview", NO_RAW + UNSUPPORTED),
    "raw/CanonRaw.crw": ("rawPreview", NO_RAW + MISSING),
    "raw/Nikon.nef": ("rawPreview", NO_RAW + MISSING),
    "raw/Panasonic.rw2": ("rawPreview", NO_RAW + MISSING),
    "raw/SigmaDP2.x3f": ("rawPreview", NO_RAW + MISSING),
    # Only the EXIF block, with its thumbnail, is there: it ends where the picture begins.
    "live/motion_photo_pixel_synth.jpg": ("previews", UNKNOWN),
}
"""Everything that fails, with the step and all of its reason."""
