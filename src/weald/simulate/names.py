"""Invented names: drawn without repetition, none of them a real school's or person's on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = words_of("""
Alder Ash Aspen Barley Beacon Beck Beech Birch Black Bramble Bridge Broad Brook Clay Cliff Clover Copper
Crab Crow Dale Deer Dove Elder Elm Fallow Farrow Fern Field Flint Fox Gale Glen Gorse Green Hale Hare
Hawk Hazel Heath Heron Hill Holly Honey Ivy Juniper Kestrel King Kite Lady Lamb Larch Lark Lime Linnet
Long Maple Marl Marsh Mead Mill Moor Moss Nettle Oak Oat Orchard Otter Owl Pear Pine Plover Poplar Quill
Raven Reed Ridge Robin Rook Rowan Rush Rye Sallow Sand Sedge Silver Sloe Spring Stone Swan Teal Thorn
Thyme Under Wheat White Wick Willow Wind Wren Yarrow Yew
""")
SECOND = words_of("""
bank beck borough bourne bridge brook bury combe cote croft dale dean den down end fall field fold ford
gate grove ham hanger head hill holme hurst lane lea ley low marsh mead mere moor mount nook over park
pool ridge rise rows shaw side slade stead stoke stow thorpe ton tor vale view wade water well wick wood
worth
""")
GIVEN = words_of("""
Abena Adeola Agnes Aidan Aisha Alun Anika Anwen Arjun Basil Beatrix Benedikt Bronwen Callum Carys Chidi
Cora Dafydd Daria Delphine Dilys Edwin Ekua Elspeth Emeka Esme Fatoumata Fergus Fiadh Gethin Gwen Hamza
Hana Hester Ibrahim Idris Imogen Ines Isla Jasvir Joan Kamal Keira Kwame Layla Lowri Magnus Maeve Malik
Mared Mina Morag Nadia Nesta Niamh Nikhil Oona Osian Padma Perpetua Rafi Rhian Rohan Rosalind Ruari
Safiya Saoirse Senara Shreya Tamsin Tariq Tegan Thea Uzma Vikram Wilf Winifred Yasmin Zainab Zofia
""")
FAMILY = words_of("""
Abara Achterberg Adair Ainscough Amoah Ardern Ashdown Balogun Barraclough Bevan Birtwistle Boakye
Bracegirdle Cadwallader Chaudhry Clutterbuck Cowperthwaite Dacosta Dhaliwal Dinsdale Eastwick Eze
Fairbrother Farooqi Fothergill Garside Gaskarth Goddard Gwynne Haldane Hebblethwaite Hossain Ifans Iqbal
Jagger Kaczmarek Kenward Khatun Lathom Ledgard Mandal Mensah Micklethwait Nandy Nettleship Nwosu Oduya
Okonjo Ormerod Pargeter Penhaligon Petrov Quartey Ramsbottom Rauf Redfearn Sagoo Satterthwaite Sengupta
Shackleford Siddall Sowerby Tattersall Thistlewood Trevanion Umeh Varley Vernall Wadsworth Whitelaw
Wolstenholme Yeadon
""")


def place_names(rng: np.random.Generator, taken: set[str]) -> Iterator[str]:
    """Give place-like names for as long as anyone asks, each once."""
    pairs = [f"{first}{second}" for first in FIRST for second in SECOND if first[-1].lower() != second[0]]
    order = rng.permutation(len(pairs))
    suffixes = (
        "",
        " St Mary",
        " Green",
        " Cross",
        " Magna",
        " Parva",
        " North",
        " South",
        " East",
        " West",
        " Hill",
    )
    for suffix in suffixes:
        for index in order:
            name = f"{pairs[index]}{suffix}"
            if name not in taken:
                yield name


def postcode(authority: int, number: int) -> str:
    """Give the postcode of a school: its area begins with X, as no real one does."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    area = f"X{letters[authority % len(letters)]}{1 + authority // len(letters)}"
    sector, unit = divmod(number, len(letters) ** 2)
    first, second = divmod(unit, len(letters))
    return f"{area} {1 + sector % 9}{letters[first]}{letters[second]}"


def person_names(rng: np.random.Generator) -> Iterator[str]:
    """Give names of people; beyond some seven thousand they repeat, as people's names do."""
    while True:
        for index in rng.permutation(len(GIVEN) * len(FAMILY)):
            given, family = divmod(int(index), len(FAMILY))
            yield f"{GIVEN[given]} {FAMILY[family]}"
