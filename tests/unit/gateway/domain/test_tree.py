import hashlib
from typing import Final

import pytest

from gateway.domain.tree import Frontier, leaf_hash, node_hash, path_to, root_by_path, root_of
from gateway.errors import TamperedError

# The inputs and roots of the reference tests of Certificate Transparency, sizes 0 to 8.
INPUTS: Final = [
    bytes.fromhex(octets)
    for octets in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS: Final = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES: Final = [leaf_hash(octets) for octets in INPUTS]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_a_frontier_that_grows_has_the_root_of_everything_added() -> None:
    frontier = Frontier()
    for size, leaf in enumerate(LEAVES, start=1):
        frontier = frontier.add(leaf)
        assert (frontier.size, frontier.root.hex()) == (size, ROOTS[size])


def test_a_leaf_is_never_a_node() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)
    assert leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()


def test_a_path_is_that_of_the_standard() -> None:
    """RFC 6962, 2.1.3: PATH(3, D[7]) is [c, g, l]."""
    c, g = LEAVES[2], node_hash(*LEAVES[:2])
    right = root_of(LEAVES[4:7])
    assert path_to(3, LEAVES[:7]) == (c, g, right)


@pytest.mark.parametrize("size", range(1, 9))
def test_every_leaf_leads_to_the_root_by_its_own_path(size: int) -> None:
    for index in range(size):
        path = path_to(index, LEAVES[:size])
        assert root_by_path(index, size, LEAVES[index], path).hex() == ROOTS[size]


@pytest.mark.parametrize("size", range(2, 9))
def test_a_path_too_long_or_too_short_is_refused(size: int) -> None:
    path = path_to(1, LEAVES[:size])
    for wrong in (path[:-1], (*path, path[-1]), ()):
        with pytest.raises(TamperedError):
            root_by_path(1, size, LEAVES[1], wrong)


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (9, 8), (0, 0), (1, 1), (-1, 1), (1, 0)])
def test_a_place_outside_the_tree_leads_nowhere(index: int, size: int) -> None:
    with pytest.raises(TamperedError):
        root_by_path(index, size, LEAVES[0], path_to(0, LEAVES[:size]))


def test_tiles_make_the_same_root_and_paths_as_single_leaves() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(23)]
    tiles = [root_of(leaves[start : start + 4]) for start in range(0, 23, 4)]
    assert root_of(tiles) == root_of(leaves)
    for index in range(23):
        tile = index // 4
        path = (*path_to(index % 4, leaves[tile * 4 : tile * 4 + 4]), *path_to(tile, tiles))
        assert path == path_to(index, leaves)
