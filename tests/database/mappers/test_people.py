from homegallery.database.mappers.people import map_people
from tests.database.samples import exif, group, media_file


def test_names_of_all_programs_and_files() -> None:
    photo = {
        "PersonInImage": "Ann",
        "RegionInfo": {"RegionList": [{"Name": "Ben ", "Type": "Face"}, {"Name": "Ann"}]},
        "RegionInfoMP": {"Regions": [{"PersonDisplayName": "Cleo"}, {"Rectangle": "0, 0, 1, 1"}]},
    }
    sidecar = {
        "RegionInfoACDSee": {
            "ACDSeeRLRegionList": [{"ACDSeeRLName": "Dan", "ACDSeeRLType": "Face"}]
        }
    }
    made = map_people(
        group(
            media_file("a.jpg", exif=photo),
            media_file("a.xmp", exif=sidecar),
            media_file("a.jpg.json", takeout={"people": ["Eve", "Ann"]}),
        )
    )
    assert made == {"people": ["Ann", "Ben", "Cleo", "Dan", "Eve"]}


def test_other_regions_are_no_people() -> None:
    regions = [
        {"Name": "Rex", "Type": "Pet"},
        {"Name": "code", "Type": "BarCode"},
        {"Type": "Focus"},
        {"Name": " ", "Type": "Face"},
        "Face",
    ]
    assert map_people(exif(RegionInfo={"RegionList": regions})) == {}
    assert map_people(exif(RegionInfo="Ann", RegionInfoMP={"Regions": "Ann"})) == {}
