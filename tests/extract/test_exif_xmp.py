import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.extract.exif_xmp import MAX_BYTES, read_xmp

PACKET = """<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
 <rdf:Description rdf:about=''
   xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:tiff='http://ns.adobe.com/tiff/1.0/'
   xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'
   xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'
   xmlns:digiKam='http://www.digikam.org/ns/1.0/'
   xmp:Rating='4' tiff:Orientation='6' exif:GPSLatitude='48,41.4N'
   exif:GPSAltitude='1328/10' xmp:CreateDate='2024-01-28T10:54:20.5+01:00'>
  <exif:GPSLongitude>8,7,48W</exif:GPSLongitude>
  <exif:DateTimeOriginal>2024-01-27</exif:DateTimeOriginal>
  <photoshop:DateCreated>2024-01-28T10:54:20</photoshop:DateCreated>
  <dc:description><rdf:Alt><rdf:li xml:lang='x-default'> On the
 road </rdf:li></rdf:Alt></dc:description>
  <dc:subject><rdf:Bag><rdf:li>ladybug</rdf:li><rdf:li/><rdf:li>Grün</rdf:li></rdf:Bag></dc:subject>
  <digiKam:TagsList><rdf:Seq><rdf:li>Places/Garden</rdf:li></rdf:Seq></digiKam:TagsList>
 </rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end='w'?>"""


@pytest.mark.parametrize(
    "packet", [PACKET, PACKET.encode(), PACKET.encode("utf-16"), PACKET.encode() + b"\0\0"]
)
def test_read_xmp(packet: str | bytes) -> None:
    found = read_xmp(packet)
    assert found.pop("GPSLatitude") == pytest.approx(48.69)
    assert found.pop("GPSLongitude") == pytest.approx(-8.13)
    assert found == {
        "Rating": 4,
        "Orientation": 6,
        "GPSAltitude": 132.8,
        "CreateDate": "2024:01:28 10:54:20.5+01:00",
        "DateTimeOriginal": "2024:01:28 10:54:20",
        "DateCreated": "2024:01:28 10:54:20",
        "Description": "On the\n road",
        "Subject": ["ladybug", "Grün"],
        "Keywords": ["ladybug", "Grün"],
        "TagsList": ["Places/Garden"],
    }


def test_values_that_make_no_sense_are_left_out() -> None:
    bad = (
        PACKET.replace("'4'", "'many'")
        .replace("'6'", "'1e999'")
        .replace("48,41.4N", "north")
        .replace("1328/10", "1/0")
    )
    assert not {"Rating", "Orientation", "GPSLatitude", "GPSAltitude"} & set(read_xmp(bad))


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>"""
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize("packet", [BOMB, OUTSIDE, "<!DOCTYPE a SYSTEM 'http://x/y'><a/>"])
def test_entities_are_refused(packet: str) -> None:
    with pytest.raises(ValueError, match="document type"):
        read_xmp(packet)


@pytest.mark.parametrize(
    "packet", [b"", b"sample xmp string", b"<a>", b"<?xml version='1.0' encoding='x-none'?><a/>"]
)
def test_broken_packets(packet: bytes) -> None:
    with pytest.raises(ValueError, match="XMP is broken"):
        read_xmp(packet)


def test_huge_packets_are_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        read_xmp(b" " * (MAX_BYTES + 1))


def test_deep_packets_are_read() -> None:
    assert read_xmp("<a>" * 20_000 + "</a>" * 20_000) == {}


@given(st.text(max_size=60), st.integers(0, len(PACKET)))
def test_damaged_packets_are_read_or_refused(damage: str, at: int) -> None:
    packet = PACKET[:at] + damage + PACKET[at:]
    try:
        found = read_xmp(packet)
    except ValueError:
        return
    assert isinstance(found, dict)


def test_people_titles_and_words_of_windows() -> None:
    packet = """<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'
      xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/'
      xmlns:MicrosoftPhoto='http://ns.microsoft.com/photo/1.0/'
      xmlns:ext='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'
      xmlns:dc='http://purl.org/dc/elements/1.1/'>
     <rdf:Description MicrosoftPhoto:Rating='75'>
      <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Garden</rdf:li></rdf:Alt></dc:title>
      <ext:PersonInImage><rdf:Bag><rdf:li>Ann</rdf:li></rdf:Bag></ext:PersonInImage>
      <MicrosoftPhoto:LastKeywordXMP>
       <rdf:Bag><rdf:li>Places/Garden</rdf:li></rdf:Bag>
      </MicrosoftPhoto:LastKeywordXMP>
      <mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:RegionList><rdf:Bag>
       <rdf:li><rdf:Description mwg-rs:Name='Ann' mwg-rs:Type='Face'/></rdf:li>
       <rdf:li rdf:parseType='Resource'>
        <mwg-rs:Name>Rex</mwg-rs:Name><mwg-rs:Type>Pet</mwg-rs:Type>
       </rdf:li>
       <rdf:li><rdf:Description mwg-rs:Type='Focus'/></rdf:li>
      </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
     </rdf:Description></rdf:RDF>"""
    assert read_xmp(packet) == {
        "RatingPercent": 75,
        "Title": "Garden",
        "PersonInImage": ["Ann"],
        "LastKeywordXMP": ["Places/Garden"],
        "RegionInfo": {
            "RegionList": [{"Name": "Ann", "Type": "Face"}, {"Name": "Rex", "Type": "Pet"}]
        },
    }
