"""English local authorities by their register code: name, region, and the day an abolished one ended."""

from dataclasses import dataclass
from datetime import date

from weald.schools.enums import Region

ABOLISHED = {
    "820": date(2009, 4, 1),
    "875": date(2009, 4, 1),
    "835": date(2019, 4, 1),
    "836": date(2019, 4, 1),
    "837": date(2019, 4, 1),
    "928": date(2021, 4, 1),
    "909": date(2023, 4, 1),
}

# Codes below 820 and from 840 on as they are today; the second list of a region holds those that
# have been abolished or renumbered since the register began. Old schools still carry them.
_BY_REGION = {
    Region.LONDON: """
        201 City of London; 202 Camden; 203 Greenwich; 204 Hackney; 205 Hammersmith and Fulham; 206
        Islington; 207 Kensington and Chelsea; 208 Lambeth; 209 Lewisham; 210 Southwark; 211 Tower
        Hamlets; 212 Wandsworth; 213 Westminster; 301 Barking and Dagenham; 302 Barnet; 303 Bexley;
        304 Brent; 305 Bromley; 306 Croydon; 307 Ealing; 308 Enfield; 309 Haringey; 310 Harrow; 311
        Havering; 312 Hillingdon; 313 Hounslow; 314 Kingston upon Thames; 315 Merton; 316 Newham;
        317 Redbridge; 318 Richmond upon Thames; 319 Sutton; 320 Waltham Forest""",
    Region.WEST_MIDLANDS: """
        330 Birmingham; 331 Coventry; 332 Dudley; 333 Sandwell; 334 Solihull; 335 Walsall; 336
        Wolverhampton; 860 Staffordshire; 861 Stoke-on-Trent; 884 Herefordshire, County of; 885
        Worcestershire; 893 Shropshire; 894 Telford and Wrekin; 937 Warwickshire; 918 Hereford and
        Worcester; 932 Shropshire (before 1998); 934 Staffordshire (before 1997)""",
    Region.NORTH_WEST: """
        340 Knowsley; 341 Liverpool; 342 St. Helens; 343 Sefton; 344 Wirral; 350 Bolton; 351 Bury;
        352 Manchester; 353 Oldham; 354 Rochdale; 355 Salford; 356 Stockport; 357 Tameside; 358
        Trafford; 359 Wigan; 876 Halton; 877 Warrington; 888 Lancashire; 889 Blackburn with Darwen;
        890 Blackpool; 895 Cheshire East; 896 Cheshire West and Chester; 942 Cumberland; 943
        Westmorland and Furness; 909 Cumbria; 875 Cheshire; 906 Cheshire (before 1998); 923
        Lancashire (before 1998)""",
    Region.YORKSHIRE: """
        370 Barnsley; 371 Doncaster; 372 Rotherham; 373 Sheffield; 380 Bradford; 381 Calderdale; 382
        Kirklees; 383 Leeds; 384 Wakefield; 810 Kingston upon Hull, City of; 811 East Riding of
        Yorkshire; 812 North East Lincolnshire; 813 North Lincolnshire; 815 North Yorkshire; 816
        York; 920 Humberside; 927 North Yorkshire (before 1996)""",
    Region.NORTH_EAST: """
        390 Gateshead; 391 Newcastle upon Tyne; 392 North Tyneside; 393 South Tyneside; 394
        Sunderland; 805 Hartlepool; 806 Middlesbrough; 807 Redcar and Cleveland; 808 Stockton-on-
        Tees; 840 County Durham; 841 Darlington; 929 Northumberland; 907 Cleveland; 913 Durham
        (before 1997)""",
    Region.SOUTH_WEST: """
        420 Isles of Scilly; 800 Bath and North East Somerset; 801 Bristol, City of; 802 North
        Somerset; 803 South Gloucestershire; 838 Dorset; 839 Bournemouth, Christchurch and Poole;
        865 Wiltshire; 866 Swindon; 878 Devon; 879 Plymouth; 880 Torbay; 908 Cornwall; 916
        Gloucestershire; 933 Somerset; 835 Dorset (before 2019); 836 Poole; 837 Bournemouth; 901
        Avon; 911 Devon (before 1998); 912 Dorset (before 1997); 939 Wiltshire (before 1997)""",
    Region.EAST_OF_ENGLAND: """
        821 Luton; 822 Bedford; 823 Central Bedfordshire; 873 Cambridgeshire; 874 Peterborough; 881
        Essex; 882 Southend-on-Sea; 883 Thurrock; 919 Hertfordshire; 926 Norfolk; 935 Suffolk; 820
        Bedfordshire; 902 Bedfordshire (before 1997); 905 Cambridgeshire (before 1998); 915 Essex
        (before 1998)""",
    Region.SOUTH_EAST: """
        825 Buckinghamshire; 826 Milton Keynes; 845 East Sussex; 846 Brighton and Hove; 850
        Hampshire; 851 Portsmouth; 852 Southampton; 867 Bracknell Forest; 868 Windsor and
        Maidenhead; 869 West Berkshire; 870 Reading; 871 Slough; 872 Wokingham; 886 Kent; 887
        Medway; 921 Isle of Wight; 931 Oxfordshire; 936 Surrey; 938 West Sussex; 903 Berkshire; 904
        Buckinghamshire (before 1997); 914 East Sussex (before 1997); 917 Hampshire (before 1997);
        922 Kent (before 1998)""",
    Region.EAST_MIDLANDS: """
        830 Derbyshire; 831 Derby; 855 Leicestershire; 856 Leicester; 857 Rutland; 891
        Nottinghamshire; 892 Nottingham; 925 Lincolnshire; 940 North Northamptonshire; 941 West
        Northamptonshire; 928 Northamptonshire; 910 Derbyshire (before 1997); 924 Leicestershire
        (before 1997); 930 Nottinghamshire (before 1998)""",
}


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority as the register numbers it."""

    code: str
    name: str
    region: Region
    abolished_on: date | None


AUTHORITIES = {
    entry[:3]: Authority(entry[:3], entry[4:], region, ABOLISHED.get(entry[:3]))
    for region, listed in _BY_REGION.items()
    for entry in (" ".join(part.split()) for part in listed.split(";"))
}


def is_outside_england(code: str) -> bool:
    """Wales (660s and 670s) and the register's numbers for schools abroad and on islands (700s)."""
    return code.startswith(("66", "67", "68", "7"))
