from pathlib import Path

import pytest

from homegallery.importer.mounts import remote_file_system

TABLE = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 0:40 / {base} rw - tmpfs tmpfs rw
31 30 0:41 / {base}/nas rw,nosuid shared:5 - nfs4 nas:/photos rw,vers=4.2
32 30 0:42 / {base}/with\040blank rw - cifs //nas/photos rw
33 31 8:1 / {base}/nas/disk rw - ext4 /dev/sdb1 rw
34 30 0:43 / {base}/later rw - nfs nas:/old rw
35 30 8:2 / {base}/later rw - ext4 /dev/sdc1 rw
"""


@pytest.mark.parametrize(
    ("directory", "kind"),
    [
        ("nas/2024", "nfs4"),
        ("nas", "nfs4"),
        ("nas2", None),
        ("with blank/2024", "cifs"),
        ("nas/disk/2024", None),
        ("later", None),
        ("", None),
    ],
)
def test_the_innermost_mount_decides(tmp_path: Path, directory: str, kind: str | None) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(TABLE.format(base=tmp_path.resolve()))
    assert remote_file_system(tmp_path / directory, mounts=mounts) == kind


def test_a_link_to_a_network_drive(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(TABLE.format(base=tmp_path.resolve()))
    (tmp_path / "nas").mkdir()
    (tmp_path / "Pictures").symlink_to(tmp_path / "nas")
    assert remote_file_system(tmp_path / "Pictures", mounts=mounts) == "nfs4"


def test_this_machine(tmp_path: Path) -> None:
    assert remote_file_system(tmp_path) is None
    assert remote_file_system(tmp_path, mounts=tmp_path / "missing") is None
